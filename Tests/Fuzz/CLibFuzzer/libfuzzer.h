#include <stddef.h>
#include <stdint.h>

// libFuzzer as a library, which the compiler links in with `-sanitize=fuzzer`. It comes without a
// header.
int LLVMFuzzerRunDriver(int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv,
                        int (*_Nonnull test)(const uint8_t *_Nullable data, size_t size));
