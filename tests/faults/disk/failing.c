/* Let the n-th call that touches the disk under WUYOU_FAILING fail, as armed from within the process, or let
   the process part in two at each call: in the child it fails, and the parent goes on to the next. */
#include "watching.h"
#include <sys/file.h>

static long calls, fails_at;
static int (*parts_with)(long);
static int parting, alone;
static int fails_with, fails_by_half, fails_ever_after, reads_too;

__attribute__((constructor)) static void begin(void) { watch_root("WUYOU_FAILING"); }

/* Fail the n-th call from now with an error number; 0 fails none and only counts. */
void failing_arm(long at, int with, int by_half, int ever_after, int reads)
{
    pthread_mutex_lock(&turn);
    calls = 0;
    parting = 0;
    fails_at = at;
    fails_with = with;
    fails_by_half = by_half;
    fails_ever_after = ever_after;
    reads_too = reads;
    pthread_mutex_unlock(&turn);
}

/* Fail no more, and leave the count as it is. */
void failing_rest(void)
{
    fails_at = 0;
    parting = 1;
}

long failing_calls(void) { return calls; }

/* At each call from now on ask who parts the process; he gives 1 in the child. NULL asks no more. */
void failing_part(int (*with)(long)) { parts_with = with; }

static int due(void)
{
    int yes;
    if (parting)
        return 0;
    if (parts_with) {
        calls++;
        parting = 1;
        yes = parts_with(calls);
        parting = 0;
        if (yes) {
            parts_with = NULL;
            alone = 1;
            fails_at = calls;
            errno = fails_with;
        }
        return yes;
    }
    pthread_mutex_lock(&turn);
    calls++;
    yes = fails_at && (calls == fails_at || (fails_ever_after && calls > fails_at));
    pthread_mutex_unlock(&turn);
    if (yes)
        errno = fails_with;
    return yes;
}

static int opened(int folder, const char *path, int flags, mode_t mode)
{
    char room[PATH_MAX];
    int file, mine;
    UNDER(openat);
    mine = inside(whole(folder, path, room));
    /* On a full disk files can still be opened to be read. */
    if (mine && (flags & O_CREAT || (reads_too && fails_with == EIO)) && due())
        return -1;
    file = under(folder, path, flags, mode);
    if (file >= 0)
        watch(file, mine);
    return file;
}

#define MODE(flags, mode)                                                                                     \
    mode_t mode = 0;                                                                                          \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                                  \
        va_list rest;                                                                                         \
        va_start(rest, flags);                                                                                \
        mode = va_arg(rest, mode_t);                                                                          \
        va_end(rest);                                                                                         \
    }

int open(const char *path, int flags, ...) { MODE(flags, mode) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags, mode) return opened(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags, mode) return opened(folder, path, flags, mode); }

/* The parent that waits still holds its locks, and the child is alone with the disk. */
#define LOCKED(name)                                                                                          \
    int name(int file, int what, ...)                                                                         \
    {                                                                                                         \
        static int (*under)(int, int, ...);                                                                   \
        void *with;                                                                                           \
        va_list rest;                                                                                         \
        va_start(rest, what);                                                                                 \
        with = va_arg(rest, void *);                                                                          \
        va_end(rest);                                                                                         \
        if (alone && (what == F_SETLK || what == F_SETLKW))                                                   \
            return 0;                                                                                         \
        if (!under)                                                                                           \
            under = (int (*)(int, int, ...))dlsym(RTLD_NEXT, #name);                                          \
        return under(file, what, with);                                                                       \
    }

LOCKED(fcntl)
LOCKED(fcntl64)

/* A lock is its thread's, and the child's thread has another number: it could never let go of what it holds. */
#define MUTEX(name)                                                                                           \
    int name(pthread_mutex_t *held)                                                                           \
    {                                                                                                         \
        static int (*under)(pthread_mutex_t *);                                                               \
        if (alone)                                                                                            \
            return 0;                                                                                         \
        if (!under)                                                                                           \
            under = (int (*)(pthread_mutex_t *))dlsym(RTLD_NEXT, #name);                                      \
        return under(held);                                                                                   \
    }

MUTEX(pthread_mutex_lock)
MUTEX(pthread_mutex_trylock)
MUTEX(pthread_mutex_unlock)

int flock(int file, int what)
{
    UNDER(flock);
    return alone ? 0 : under(file, what);
}

int close(int file)
{
    UNDER(close);
    watch(file, 0);
    return under(file);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    UNDER(pwrite64);
    if (is_watched(file) && due()) {
        if (fails_by_half && size > 1 && under(file, data, size / 2, at) < 0)
            return -1;
        errno = fails_with;
        return -1;
    }
    return under(file, data, size, at);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }

ssize_t write(int file, const void *data, size_t size)
{
    UNDER(write);
    if (is_watched(file) && due()) {
        if (fails_by_half && size > 1 && under(file, data, size / 2) < 0)
            return -1;
        errno = fails_with;
        return -1;
    }
    return under(file, data, size);
}

ssize_t pread64(int file, void *data, size_t size, off64_t at)
{
    UNDER(pread64);
    return reads_too && is_watched(file) && due() ? -1 : under(file, data, size, at);
}

ssize_t pread(int file, void *data, size_t size, off_t at) { return pread64(file, data, size, at); }

ssize_t read(int file, void *data, size_t size)
{
    UNDER(read);
    return reads_too && is_watched(file) && due() ? -1 : under(file, data, size);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t size)
{
    static ssize_t (*under)(int, int, off64_t *, size_t);
    if (!under)
        under = (ssize_t(*)(int, int, off64_t *, size_t))dlsym(RTLD_NEXT, "sendfile64");
    return is_watched(to) && due() ? -1 : under(to, from, at, size);
}

ssize_t sendfile(int to, int from, off_t *at, size_t size) { return sendfile64(to, from, at, size); }

int ftruncate64(int file, off64_t size)
{
    UNDER(ftruncate64);
    return is_watched(file) && due() ? -1 : under(file, size);
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int fsync(int file)
{
    UNDER(fsync);
    return is_watched(file) && due() ? -1 : under(file);
}

int fdatasync(int file)
{
    UNDER(fdatasync);
    return is_watched(file) && due() ? -1 : under(file);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    char room[PATH_MAX];
    UNDER(renameat);
    return inside(whole(to_folder, to, room)) && due() ? -1 : under(from_folder, from, to_folder, to);
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

/* A full disk still lets files go; one that is broken does not. */
int unlinkat(int folder, const char *path, int flags)
{
    char room[PATH_MAX];
    UNDER(unlinkat);
    return fails_with == EIO && inside(whole(folder, path, room)) && due() ? -1 : under(folder, path, flags);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int mkdirat(int folder, const char *path, mode_t mode)
{
    char room[PATH_MAX];
    UNDER(mkdirat);
    return inside(whole(folder, path, room)) && due() ? -1 : under(folder, path, mode);
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
