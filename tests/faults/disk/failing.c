/* Let the n-th call that touches the disk under WUYOU_FAILING fail, as armed from within the process. */
#include "watching.h"

static long calls, fails_at;
static int fails_with, fails_by_half, fails_ever_after, reads_too;

__attribute__((constructor)) static void begin(void) { watch_root("WUYOU_FAILING"); }

/* Fail the n-th call from now with an error number; 0 fails none and only counts. */
void failing_arm(long at, int with, int by_half, int ever_after, int reads)
{
    pthread_mutex_lock(&turn);
    calls = 0;
    fails_at = at;
    fails_with = with;
    fails_by_half = by_half;
    fails_ever_after = ever_after;
    reads_too = reads;
    pthread_mutex_unlock(&turn);
}

long failing_calls(void) { return calls; }

static int due(void)
{
    int yes;
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
