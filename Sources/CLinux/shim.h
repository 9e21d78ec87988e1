// Calls of Linux that Swift's Glibc module leaves out: it is made without _GNU_SOURCE, and takes no
// variadic functions.
int syncfs(int file);
int renameat2(int old_folder, const char *old_path, int new_folder, const char *new_path,
              unsigned int flags);
int sync_file_range(int file, long long offset, long long byte_count, unsigned int flags);

#include <stddef.h>
void *memrchr(const void *start, int byte, size_t count);

#include <sys/prctl.h>
static inline int set_process_dumpable(int is_dumpable) {
    return prctl(PR_SET_DUMPABLE, is_dumpable, 0, 0, 0);
}

#include <malloc.h>
// Has every part of the heap overwritten when it is given back, but for the smallest.
static inline int overwrite_freed_memory(void) { return mallopt(M_PERTURB, 1); }

#include <errno.h>
#include <stdio.h>
// Sends on what was printed; the error number where any of it was lost, else 0.
static inline int flush_standard_output(void) {
    if (fflush(stdout) != 0) return errno;
    return ferror(stdout) ? EIO : 0;
}

#include <stddef.h>
#include <stdint.h>
#include <string.h>
// CRC-32C by the processor's own instruction; whether there is one, has_crc32c_instruction says.
#if defined(__x86_64__)
static inline int has_crc32c_instruction(void) { return __builtin_cpu_supports("sse4.2"); }
__attribute__((target("sse4.2"))) static inline uint32_t crc32c_by_instruction(
    uint32_t value, const unsigned char *bytes, size_t count) {
    uint64_t wide = value;
    for (; count >= 8; bytes += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    value = (uint32_t)wide;
    for (; count > 0; bytes++, count--) value = __builtin_ia32_crc32qi(value, *bytes);
    return value;
}
#else
static inline int has_crc32c_instruction(void) { return 0; }
static inline uint32_t crc32c_by_instruction(uint32_t value, const unsigned char *bytes,
                                             size_t count) {
    (void)bytes;
    (void)count;
    return value;
}
#endif

#include <locale.h>
// How many columns a terminal gives to a character; -1 for a control. In a locale that knows Unicode,
// which is on every Debian, whatever the person's own is.
int wcwidth(wchar_t character);
static inline int column_count(uint32_t scalar) {
    static locale_t unicode;
    if (!unicode) unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!unicode) return scalar < 0x20 ? -1 : 1;
    locale_t before = uselocale(unicode);
    int count = wcwidth((wchar_t)scalar);
    uselocale(before);
    return count;
}
