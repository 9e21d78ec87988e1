/* A disk that takes fewer bytes than it is given, for one program and the files of one folder.
 *
 *     cc -shared -fPIC -o short_writes.so short_writes.c
 *     LD_PRELOAD=short_writes.so FAULT_FOLDER=… FAULT_LOG=… [FAULT_MODE=… FAULT_AT=N] program …
 *
 * Stands before the C library's calls that write to files and make names. Those that touch files
 * under FAULT_FOLDER are counted from 1 on; the others pass. FAULT_MODE is one of
 *
 *     count   nothing fails; FAULT_LOG gets a line for each call: `write BYTES PATH`, or
 *             `create 0 PATH`; a file without a name has the path of its folder
 *     short   call N, a write, takes half of its bytes; all else is as ever
 *     tiny    every write takes at most 7 bytes
 *     full    call N takes half of its bytes, where it is a write; from then on every write, and
 *             everything that makes a name, fails with ENOSPC
 *
 * or is not set, and then nothing fails. In the last three FAULT_LOG gets one line, once the fault
 * has come. With FAULT_NAMED=1 there are no files without a name (O_TMPFILE), as on a stick with
 * FAT.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_FILES = 4096, TINY = 7 };

static const char *folder, *mode, *log_path;
static long fault_at;
static bool is_named_only;
static atomic_long calls;
static atomic_bool is_full, has_struck;
/* The paths of open files in the folder; never freed, for there are few. */
static _Atomic(char *) ours[MOST_FILES];

__attribute__((constructor)) static void begin(void) {
    folder = getenv("FAULT_FOLDER");
    log_path = getenv("FAULT_LOG");
    mode = getenv("FAULT_MODE");
    if (!mode) mode = "";
    const char *at = getenv("FAULT_AT");
    fault_at = at ? atol(at) : 0;
    is_named_only = getenv("FAULT_NAMED") != NULL;
}

static bool is_in_folder(const char *path) {
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

/* By the kernel's own calls, which nobody stands before. */
static void note(const char *what, size_t count, const char *path) {
    char line[1024];
    int length = snprintf(line, sizeof line, "%s %zu %.900s\n", what, count, path);
    int file = (int)syscall(
        SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) abort();
    if (syscall(SYS_write, file, line, length) != length) abort();
    syscall(SYS_close, file);
}

static void strike(const char *what, size_t count, const char *path) {
    if (!atomic_exchange(&has_struck, true)) note(what, count, path);
}

/* Whether a call that makes a name may go on. */
static bool may_create(const char *path) {
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (strcmp(mode, "count") == 0) note("create", 0, path);
    if (strcmp(mode, "full") == 0 && number == fault_at) {
        is_full = true;
        strike("create", 0, path);
    }
    if (!is_full) return true;
    errno = ENOSPC;
    return false;
}

ssize_t write(int file, const void *bytes, size_t count) {
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    const char *path = file >= 0 && file < MOST_FILES ? ours[file] : NULL;
    if (!path) return next(file, bytes, count);
    long number = atomic_fetch_add(&calls, 1) + 1;
    size_t half = count > 1 ? count / 2 : count;
    if (strcmp(mode, "count") == 0) note("write", count, path);
    if (strcmp(mode, "tiny") == 0 && count > TINY) {
        strike("write", count, path);
        return next(file, bytes, TINY);
    }
    if (is_full) {
        errno = ENOSPC;
        return -1;
    }
    if (number == fault_at && strcmp(mode, "short") == 0) {
        strike("write", count, path);
        return next(file, bytes, half);
    }
    if (number == fault_at && strcmp(mode, "full") == 0) {
        is_full = true;
        strike("write", count, path);
        return next(file, bytes, half);
    }
    return next(file, bytes, count);
}

static int open_with(const char *name, const char *path, int flags, mode_t permissions) {
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
    bool is_counted = is_in_folder(path);
    bool is_nameless = (flags & O_TMPFILE) == O_TMPFILE;
    if (is_counted && is_nameless && is_named_only) {
        errno = EOPNOTSUPP;
        return -1;
    }
    if (is_counted && (flags & O_CREAT || is_nameless) && !may_create(path)) return -1;
    int file = next(path, flags, permissions);
    if (file >= 0 && file < MOST_FILES) ours[file] = is_counted ? strdup(path) : NULL;
    return file;
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t permissions = va_arg(more, mode_t);
    va_end(more);
    return open_with("open", path, flags, permissions);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t permissions = va_arg(more, mode_t);
    va_end(more);
    return open_with("open64", path, flags, permissions);
}

int close(int file) {
    int (*next)(int) = dlsym(RTLD_NEXT, "close");
    if (file >= 0 && file < MOST_FILES) ours[file] = NULL;
    return next(file);
}

int mkdir(const char *path, mode_t permissions) {
    int (*next)(const char *, mode_t) = dlsym(RTLD_NEXT, "mkdir");
    if (is_in_folder(path) && !may_create(path)) return -1;
    return next(path, permissions);
}

int linkat(int old_folder, const char *old, int new_folder, const char *new, int flags) {
    int (*next)(int, const char *, int, const char *, int) = dlsym(RTLD_NEXT, "linkat");
    if (is_in_folder(new) && !may_create(new)) return -1;
    return next(old_folder, old, new_folder, new, flags);
}
