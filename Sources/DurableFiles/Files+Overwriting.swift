import Glibc
package import SystemPackage

/// Files that are one place on the disk for as long as they are there: what they held can be overwritten.
///
/// A file that is replaced leaves its old blocks behind; one that is written over does not, as far as the disk keeps
/// its places (flash may not).
extension Files {
    /// Makes a small file under its own name, which is never changed: contents, fsync, fsync of the folder. After a
    /// crash it may be there and empty, or hold zeros.
    ///
    /// - Throws: ``FileError``; with `.fileExists` where the name is taken.
    package func createInPlace(_ path: FilePath, _ bytes: Span<UInt8>) throws(FileError) {
        let number = try attempt(.create, path) { () throws(Errno) in
            try calls.open(path, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        }
        do throws(FileError) {
            defer { calls.close(number) }
            try writeAll(bytes, to: number, path)
            try attempt(.sync, path) { () throws(Errno) in try calls.fsync(number) }
            try syncFolder(path.removingLastComponent())
        } catch {
            try? remove(path)
            throw error
        }
    }

    /// Writes over the first bytes of a file, in place, and makes that durable.
    package func overwrite(_ path: FilePath, with bytes: Span<UInt8>) throws(FileError) {
        let number = try attempt(.open, path) { () throws(Errno) in
            try calls.open(path, flags: O_RDWR | O_NOFOLLOW, mode: 0)
        }
        defer { calls.close(number) }
        try writeAll(bytes, to: number, path)
        try attempt(.sync, path) { () throws(Errno) in try calls.fsync(number) }
    }
}
