#define _GNU_SOURCE
#include "files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

ssize_t gangway_read_directory(int directory, void *buffer, size_t size) {
    return getdents64(directory, buffer, size);
}

struct gangway_directory_entry gangway_directory_entry_at(const void *buffer, size_t offset) {
    const struct dirent64 *entry = (const struct dirent64 *)((const char *)buffer + offset);
    return (struct gangway_directory_entry){.name = entry->d_name, .next = offset + entry->d_reclen};
}

int gangway_rename_new(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

ssize_t gangway_copy_range(int from, int64_t from_offset, int to, int64_t to_offset, size_t length) {
    off64_t in = from_offset, out = to_offset;
    return copy_file_range(from, &in, to, &out, length, 0);
}

int gangway_grow_pipe(int fd, int size) {
    int now = fcntl(fd, F_GETPIPE_SZ);
    if (now < 0 || now >= size) return now;
    return fcntl(fd, F_SETPIPE_SZ, size);
}

int gangway_reserve(int fd, int64_t offset, int64_t length) {
    return fallocate(fd, FALLOC_FL_KEEP_SIZE, offset, length);
}

int gangway_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
