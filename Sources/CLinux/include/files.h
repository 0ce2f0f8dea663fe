/* File calls that Swift's Glibc module lacks. Each returns what the system call returns and leaves errno as it was
 * set. */
#ifndef GANGWAY_CLINUX_FILES_H
#define GANGWAY_CLINUX_FILES_H

#include <stdint.h>
#include <sys/types.h>

/* One entry of a directory, in the buffer that gangway_read_directory filled. */
struct gangway_directory_entry {
    /* Ends with a NUL. */
    const char *name;
    /* Where in the buffer the next entry is. */
    size_t next;
};

/* getdents64(2): the next entries of a directory into `buffer`, which holds at least 280 bytes, aligned to 8. Returns
 * the bytes used, 0 at the end. */
ssize_t gangway_read_directory(int directory, void *buffer, size_t size);
/* The entry at `offset` of such a buffer. */
struct gangway_directory_entry gangway_directory_entry_at(const void *buffer, size_t offset);

/* rename(2) that fails with EEXIST where `to` exists; EINVAL where the file system cannot tell. */
int gangway_rename_new(const char *from, const char *to);

/* copy_file_range(2). 0: the end of `from`, or of what the kernel can copy. */
ssize_t gangway_copy_range(int from, int64_t from_offset, int to, int64_t to_offset, size_t length);

/* Keeps `length` bytes of disk from `offset` on for a file, whose length stays (fallocate(2), FALLOC_FL_KEEP_SIZE). */
int gangway_reserve(int fd, int64_t offset, int64_t length);

/* Makes a pipe hold at least `size` bytes; -1 where `fd` is no pipe or the user's limit is reached. */
int gangway_grow_pipe(int fd, int size);

/* A file in memory, without a place in any folder (memfd_create(2)), close-on-exec. `name` is for /proc alone. */
int gangway_memory_file(const char *name);

#endif
