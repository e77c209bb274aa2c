/* What both libraries share: which files are watched, and the calls that lie underneath. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 65536
#define UNDER(name) __typeof__(name) *under = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static char root[PATH_MAX];
static size_t root_length;
static unsigned char watched[FILES];
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void watch_root(const char *variable)
{
    const char *said = getenv(variable);
    if (said && said[0] == '/' && strlen(said) < sizeof root) {
        strcpy(root, said);
        root_length = strlen(root);
    }
}

/* Give the whole path of what a call was told, without links. */
static const char *whole(int folder, const char *path, char *room)
{
    char link[64];
    ssize_t length;
    if (path[0] == '/') {
        snprintf(room, PATH_MAX, "%s", path);
        return room;
    }
    if (folder == AT_FDCWD) {
        if (!getcwd(room, PATH_MAX))
            return "";
        length = (ssize_t)strlen(room);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        length = readlink(link, room, PATH_MAX - 1);
        if (length < 0)
            return "";
    }
    snprintf(room + length, PATH_MAX - (size_t)length, "/%s", path);
    return room;
}

/* What lies in memory shared by connections is not on the disk. */
static int inside(const char *path)
{
    size_t length = strlen(path);
    if (!root_length || strncmp(path, root, root_length))
        return 0;
    if (path[root_length] != '/' && path[root_length] != 0)
        return 0;
    return length < 4 || strcmp(path + length - 4, "-shm");
}

static int is_watched(int file) { return file >= 0 && file < FILES && watched[file]; }

static void watch(int file, int yes)
{
    if (file >= 0 && file < FILES)
        watched[file] = (unsigned char)yes;
}
