#include <gcrypt.h>

// gcry_control takes any number of arguments, which Swift cannot pass.

// Makes libgcrypt ready, with guarded memory for keys, and outside of FIPS mode, which knows no
// ChaCha20-Poly1305: age prescribes it. Where somebody else in this process has done it before, it is
// left as it is.
static inline int amanat_gcrypt_ready(void) {
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) return 1;
    gcry_control(GCRYCTL_NO_FIPS_MODE);
    if (!gcry_check_version("1.10.0")) return 0;
    gcry_control(GCRYCTL_DISABLE_SECMEM_WARN);
    // Where many payloads are open at once, more is added; it is overwritten all the same, but may
    // not be locked.
    gcry_control(GCRYCTL_AUTO_EXPAND_SECMEM, 65536);
    gcry_control(GCRYCTL_INIT_SECMEM, 65536, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED);
    return gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0;
}

// A context of ChaCha20-Poly1305 in guarded memory; NULL where there is none.
static inline gcry_cipher_hd_t amanat_chacha20_poly1305(const unsigned char *key) {
    gcry_cipher_hd_t context;
    if (gcry_cipher_open(&context, GCRY_CIPHER_CHACHA20, GCRY_CIPHER_MODE_POLY1305,
                         GCRY_CIPHER_SECURE))
        return NULL;
    if (gcry_cipher_setkey(context, key, 32)) {
        gcry_cipher_close(context);
        return NULL;
    }
    return context;
}
