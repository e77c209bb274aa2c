/* Write down, in order, everything that is done to the files of a folder: WUYOU_RECORDED and WUYOU_RECORD. */
#include "watching.h"

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, SYNC_FOLDER };

struct head {
    uint32_t what, names;
    uint64_t file, at, size;
};

static int record = -1;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("WUYOU_RECORD");
    watch_root("WUYOU_RECORDED");
    if (path && root_length)
        record = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void put(uint32_t what, uint64_t file, const char *names, size_t named, uint64_t at, const void *data,
                size_t size)
{
    static ssize_t (*under)(int, const struct iovec *, int);
    int kept = errno;
    struct head head = {what, (uint32_t)named, file, at, size};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)names, named}, {(void *)data, size}};
    if (record < 0)
        return;
    if (!under)
        under = (ssize_t(*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev");
    if (under(record, parts, 3) != (ssize_t)(sizeof head + named + size))
        abort();
    errno = kept;
}

static uint64_t number(int file)
{
    struct stat found;
    return fstat(file, &found) ? 0 : (uint64_t)found.st_ino;
}

static int opened(int folder, const char *path, int flags, mode_t mode)
{
    char room[PATH_MAX];
    int file, was, mine;
    struct stat found;
    UNDER(openat);
    mine = inside(whole(folder, path, room));
    if (!mine)
        return under(folder, path, flags, mode);
    pthread_mutex_lock(&turn);
    was = stat(room, &found) == 0;
    file = under(folder, path, flags, mode);
    watch(file, file >= 0);
    if (file >= 0 && (flags & O_TMPFILE) == O_TMPFILE)
        put(CREATE, number(file), NULL, 0, 0, NULL, 0); /* It has no name and will have none. */
    else if (file >= 0 && !was)
        put(CREATE, number(file), room, strlen(room), 0, NULL, 0);
    else if (file >= 0 && (flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY)
        put(TRUNCATE, number(file), NULL, 0, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
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
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

int close(int file)
{
    UNDER(close);
    watch(file, 0);
    return under(file);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    ssize_t done;
    UNDER(pwrite64);
    if (!is_watched(file))
        return under(file, data, size, at);
    pthread_mutex_lock(&turn);
    done = under(file, data, size, at);
    if (done > 0)
        put(WRITE, number(file), NULL, 0, (uint64_t)at, data, (size_t)done);
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }

ssize_t write(int file, const void *data, size_t size)
{
    ssize_t done;
    UNDER(write);
    if (!is_watched(file))
        return under(file, data, size);
    pthread_mutex_lock(&turn);
    done = under(file, data, size);
    /* After the call, for a file opened to append is only then where it wrote. */
    if (done > 0)
        put(WRITE, number(file), NULL, 0, (uint64_t)(lseek(file, 0, SEEK_CUR) - done), data, (size_t)done);
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t writev(int file, const struct iovec *parts, int count)
{
    ssize_t done, all = 0;
    int part;
    UNDER(writev);
    if (!is_watched(file))
        return under(file, parts, count);
    for (part = 0; part < count; part++) {
        done = write(file, parts[part].iov_base, parts[part].iov_len);
        if (done < 0)
            return all ? all : done;
        all += done;
    }
    return all;
}

/* What the kernel would copy by itself goes through a write, to be seen. */
ssize_t sendfile64(int to, int from, off64_t *at, size_t size)
{
    char room[1 << 16];
    ssize_t got;
    if (size > sizeof room)
        size = sizeof room;
    got = at ? pread64(from, room, size, *at) : read(from, room, size);
    if (got <= 0)
        return got;
    got = write(to, room, (size_t)got);
    if (at && got > 0)
        *at += got;
    return got;
}

ssize_t sendfile(int to, int from, off_t *at, size_t size) { return sendfile64(to, from, at, size); }

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t size, unsigned flags)
{
    UNDER(copy_file_range);
    if (!is_watched(to))
        return under(from, from_at, to, to_at, size, flags);
    errno = ENOSYS;
    return -1;
}

int ftruncate64(int file, off64_t size)
{
    int done;
    UNDER(ftruncate64);
    if (!is_watched(file))
        return under(file, size);
    pthread_mutex_lock(&turn);
    done = under(file, size);
    if (!done)
        put(TRUNCATE, number(file), NULL, 0, (uint64_t)size, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

static int synced(int file, int (*under)(int))
{
    int done;
    struct stat found;
    if (!is_watched(file))
        return under(file);
    pthread_mutex_lock(&turn);
    done = under(file);
    if (!done && !fstat(file, &found))
        put(S_ISDIR(found.st_mode) ? SYNC_FOLDER : SYNC, (uint64_t)found.st_ino, NULL, 0, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int fsync(int file)
{
    UNDER(fsync);
    return synced(file, under);
}

int fdatasync(int file)
{
    UNDER(fdatasync);
    return synced(file, under);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    char names[2 * PATH_MAX], room[PATH_MAX];
    size_t first;
    int done;
    UNDER(renameat);
    snprintf(names, PATH_MAX, "%s", whole(from_folder, from, room));
    first = strlen(names) + 1;
    snprintf(names + first, PATH_MAX, "%s", whole(to_folder, to, room));
    if (!inside(names) && !inside(names + first))
        return under(from_folder, from, to_folder, to);
    pthread_mutex_lock(&turn);
    done = under(from_folder, from, to_folder, to);
    if (!done)
        put(RENAME, 0, names, first + strlen(names + first), 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int folder, const char *path, int flags)
{
    char room[PATH_MAX];
    int done;
    UNDER(unlinkat);
    if (!inside(whole(folder, path, room)))
        return under(folder, path, flags);
    pthread_mutex_lock(&turn);
    done = under(folder, path, flags);
    if (!done)
        put(flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, room, strlen(room), 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int remove(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *path, mode_t mode)
{
    char room[PATH_MAX];
    int done;
    UNDER(mkdirat);
    if (!inside(whole(folder, path, room)))
        return under(folder, path, mode);
    pthread_mutex_lock(&turn);
    done = under(folder, path, mode);
    if (!done)
        put(MKDIR, 0, room, strlen(room), 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
