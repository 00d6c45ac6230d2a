/* A power cut for a program's files: loaded before libc, it remembers what every write to files under POWERCUT_FOLDER
 * overwrote, forgets it when the file is synced, and after POWERCUT_AFTER syncs, instead of the next one, takes back what was
 * not synced, sector by sector as chance (POWERCUT_SEED) has it, and ends the program at once.
 *
 * What a disk may keep of unsynced writes is any of the versions that a sector had since the last sync: so it is here. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define SECTOR 512

struct write_record {
    dev_t device;
    ino_t file;
    int fd;
    off_t at, old_size;
    size_t length;
    unsigned char *old;
    struct write_record *before;
};

static struct write_record *latest;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long syncs_left = -1;
static uint64_t chance;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);

__attribute__((constructor)) static void begin(void) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_pread = dlsym(RTLD_NEXT, "pread64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    const char *after = getenv("POWERCUT_AFTER"), *seed = getenv("POWERCUT_SEED");
    syncs_left = after ? atol(after) : -1;
    chance = seed ? strtoull(seed, NULL, 10) * 2654435761u + 1 : 1;
}

static int one_in_two(void) {
    chance = chance * 6364136223846793005ull + 1442695040888963407ull;
    return (chance >> 40) & 1;
}

static int is_watched(int fd, struct stat *found) {
    char link[64], path[4096];
    const char *folder = getenv("POWERCUT_FOLDER");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!folder || length < 0) return 0;
    path[length] = 0;
    /* The index of the write-ahead log is shared memory, and never read again after a crash. */
    if (strstr(path, "-shm")) return 0;
    return strncmp(path, folder, strlen(folder)) == 0 && fstat(fd, found) == 0 && S_ISREG(found->st_mode);
}

static void remember(int fd, off_t at, size_t length) {
    struct stat found;
    if (!is_watched(fd, &found)) return;
    struct write_record *record = calloc(1, sizeof *record);
    *record = (struct write_record){found.st_dev, found.st_ino, dup(fd), at, found.st_size, length, calloc(1, length + 1), latest};
    if (at < found.st_size) real_pread(fd, record->old, length, at);
    latest = record;
}

static void forget(int fd) {
    struct stat found;
    if (fstat(fd, &found)) return;
    for (struct write_record **place = &latest; *place;) {
        struct write_record *record = *place;
        if (record->device == found.st_dev && record->file == found.st_ino) {
            *place = record->before;
            close(record->fd);
            free(record->old);
            free(record);
        } else {
            place = &record->before;
        }
    }
}

static void cut(void) {
    for (struct write_record *record = latest; record; record = record->before) {
        for (size_t from = 0; from < record->length;) {
            size_t until = from + SECTOR - (size_t)((record->at + (off_t)from) % SECTOR);
            if (until > record->length) until = record->length;
            if (one_in_two()) real_pwrite(record->fd, record->old + from, until - from, record->at + (off_t)from);
            from = until;
        }
    }
    _exit(137);
}

static void synced(int fd) {
    struct stat found;
    if (!is_watched(fd, &found)) return;
    if (syncs_left == 0) cut();
    if (syncs_left > 0) syncs_left--;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    pthread_mutex_lock(&lock);
    remember(fd, at, length);
    ssize_t written = real_pwrite(fd, bytes, length, at);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

int ftruncate64(int fd, off_t size) {
    struct stat found;
    pthread_mutex_lock(&lock);
    if (is_watched(fd, &found) && size < found.st_size) remember(fd, size, (size_t)(found.st_size - size));
    int result = real_ftruncate(fd, size);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int sync_with(int (*real)(int), int fd) {
    pthread_mutex_lock(&lock);
    synced(fd);
    int result = real(fd);
    if (result == 0) forget(fd);
    pthread_mutex_unlock(&lock);
    return result;
}

int fsync(int fd) { return sync_with(real_fsync, fd); }

int fdatasync(int fd) { return sync_with(real_fdatasync, fd); }
