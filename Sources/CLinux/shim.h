// Calls of Linux that Swift's Glibc module leaves out (it is made without _GNU_SOURCE).
int syncfs(int file);
int renameat2(int old_folder, const char *old_path, int new_folder, const char *new_path,
              unsigned int flags);
