// The limit beside which `Scripts/bench age` puts the command: a file is read from the page cache, and
// sealed in chunks of 64 KiB by libsodium's ChaCha20-Poly1305 on all cores, and nothing else is done.
//
//     bench-limit FILE
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 65536, MAXIMUM_THREADS = 256 };

static int file;
static long chunk_count, thread_count;
static unsigned char key[crypto_aead_chacha20poly1305_ietf_KEYBYTES];

static void *seal(void *argument) {
    static _Thread_local unsigned char plain[CHUNK], sealed[CHUNK + 16];
    unsigned char nonce[12] = {0};
    for (long index = (long)argument; index < chunk_count; index += thread_count) {
        ssize_t count = pread(file, plain, CHUNK, index * CHUNK);
        if (count < 0) abort();
        for (int byte = 0; byte < 8; byte++) nonce[10 - byte] = (unsigned char)(index >> 8 * byte);
        crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plain, (unsigned long long)count, NULL,
                                                  0, NULL, nonce, key);
    }
    return NULL;
}

int main(int argc, char **argv) {
    struct stat status;
    pthread_t threads[MAXIMUM_THREADS];
    if (argc != 2 || sodium_init() < 0 || (file = open(argv[1], O_RDONLY)) < 0 ||
        fstat(file, &status) != 0)
        return 1;
    randombytes_buf(key, sizeof key);
    chunk_count = (status.st_size + CHUNK - 1) / CHUNK;
    thread_count = sysconf(_SC_NPROCESSORS_ONLN);
    if (thread_count > MAXIMUM_THREADS) thread_count = MAXIMUM_THREADS;
    for (long index = 0; index < thread_count; index++)
        if (pthread_create(&threads[index], NULL, seal, (void *)index) != 0) return 1;
    for (long index = 0; index < thread_count; index++) pthread_join(threads[index], NULL);
    return 0;
}
