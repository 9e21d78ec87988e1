import CLinux
import Glibc
package import SystemPackage

/// The system's own calls. A call that a signal broke off is made again, except where it
/// waits for somebody else (`read`, `write`), so that an interrupt can be heard. Paths go to the system byte
/// for byte: they need not be UTF-8.
package struct Kernel: SystemCalls {
    package init() {}

    private func retrying<Result: BinaryInteger>(_ call: () -> Result) throws(Errno) -> Result {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = Errno(rawValue: Glibc.errno)
            if code != .interrupted { throw code }
        }
    }

    package func open(_ path: FilePath, flags: Int32, mode: UInt32) throws(Errno) -> FileNumber {
        try retrying {
            unsafe path.withPlatformString { unsafe Glibc.open($0, flags | O_CLOEXEC, mode) }
        }
    }

    package func close(_ file: FileNumber) {
        _ = Glibc.close(file)
    }

    package func read(
        _ file: FileNumber, into buffer: inout MutableSpan<UInt8>
    ) throws(Errno) -> Int {
        // SAFETY: the length is the buffer's own.
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe Glibc.read(file, $0.baseAddress, $0.count)
        }
        if count < 0 { throw Errno(rawValue: Glibc.errno) }
        return count
    }

    package func read(
        _ file: FileNumber, at offset: Int64, into buffer: inout MutableSpan<UInt8>
    ) throws(Errno) -> Int {
        // SAFETY: the length is the buffer's own.
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe Glibc.pread(file, $0.baseAddress, $0.count, Int(offset))
        }
        if count < 0 { throw Errno(rawValue: Glibc.errno) }
        return count
    }

    package func write(_ file: FileNumber, _ bytes: Span<UInt8>) throws(Errno) -> Int {
        // SAFETY: the length is the span's own.
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(file, $0.baseAddress, $0.count)
        }
        if count < 0 { throw Errno(rawValue: Glibc.errno) }
        return count
    }

    package func wait(
        _ file: FileNumber, for readiness: Readiness, milliseconds: Int32
    ) throws(Errno) -> Bool {
        let events = Int16(readiness == .input ? POLLIN : POLLOUT)
        var wanted = pollfd(fd: file, events: events, revents: 0)
        let count = unsafe poll(&wanted, 1, milliseconds)
        if count < 0 { throw Errno(rawValue: Glibc.errno) }
        return count > 0
    }

    package func fsync(_ file: FileNumber) throws(Errno) {
        // Not tried again: after a failed fsync the pages count as clean.
        if Glibc.fsync(file) != 0 { throw Errno(rawValue: Glibc.errno) }
    }

    package func fdatasync(_ file: FileNumber) throws(Errno) {
        if Glibc.fdatasync(file) != 0 { throw Errno(rawValue: Glibc.errno) }
    }

    package func syncfs(_ file: FileNumber) throws(Errno) {
        if CLinux.syncfs(file) != 0 { throw Errno(rawValue: Glibc.errno) }
    }

    package func truncate(_ file: FileNumber, to byteCount: Int64) throws(Errno) {
        _ = try retrying { ftruncate(file, Int(byteCount)) }
    }

    package func startWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno) {
        try syncRange(file, range, SyncRange.write)
    }

    package func finishWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno) {
        try syncRange(
            file, range, SyncRange.waitBefore | SyncRange.write | SyncRange.waitAfter)
    }

    private func syncRange(
        _ file: FileNumber, _ range: Range<Int64>, _ flags: UInt32
    ) throws(Errno) {
        // Not tried again, as with fsync.
        let result = sync_file_range(
            file, range.lowerBound, range.upperBound - range.lowerBound, flags)
        if result != 0 { throw Errno(rawValue: Glibc.errno) }
    }

    package func forgetCache(_ file: FileNumber, _ range: Range<Int64>?) {
        let range = range ?? 0..<0  // no length: to the end
        _ = posix_fadvise(
            file, Int(range.lowerBound), Int(range.upperBound - range.lowerBound),
            POSIX_FADV_DONTNEED)
    }

    package func status(_ file: FileNumber) throws(Errno) -> FileStatus {
        var status = stat()
        _ = try retrying { unsafe fstat(file, &status) }
        return FileStatus(status)
    }

    package func status(of path: FilePath) throws(Errno) -> FileStatus {
        var status = stat()
        _ = try retrying { unsafe path.withPlatformString { unsafe lstat($0, &status) } }
        return FileStatus(status)
    }

    package func statusFollowingLinks(of path: FilePath) throws(Errno) -> FileStatus {
        var status = stat()
        _ = try retrying { unsafe path.withPlatformString { unsafe stat($0, &status) } }
        return FileStatus(status)
    }

    package func freeByteCount(of path: FilePath) throws(Errno) -> Int64 {
        var status = statvfs()
        _ = try retrying { unsafe path.withPlatformString { unsafe statvfs($0, &status) } }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    package func setModificationTime(
        _ file: FileNumber, secondsSince1970 seconds: Int64
    ) throws(Errno) {
        let time = timespec(tv_sec: Int(seconds), tv_nsec: 0)
        let times = [time, time]
        // SAFETY: the call reads two times: of access, and of change.
        _ = try retrying {
            unsafe times.withUnsafeBufferPointer { unsafe futimens(file, $0.baseAddress) }
        }
    }

    package func link(_ file: FileNumber, to path: FilePath) throws(Errno) {
        _ = try retrying {
            unsafe path.withPlatformString {
                unsafe linkat(
                    AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, $0, AT_SYMLINK_FOLLOW)
            }
        }
    }

    package func rename(
        _ old: FilePath, to new: FilePath, replacing: Bool
    ) throws(Errno) {
        let noReplace: UInt32 = 1
        _ = try retrying {
            unsafe old.withPlatformString { old in
                unsafe new.withPlatformString { new in
                    unsafe renameat2(AT_FDCWD, old, AT_FDCWD, new, replacing ? 0 : noReplace)
                }
            }
        }
    }

    package func unlink(_ path: FilePath) throws(Errno) {
        _ = try retrying { unsafe path.withPlatformString { unsafe Glibc.remove($0) } }
    }

    package func changeMode(of path: FilePath, to mode: UInt32) throws(Errno) {
        _ = try retrying { unsafe path.withPlatformString { unsafe chmod($0, mode) } }
    }

    package func makeFolder(_ path: FilePath, mode: UInt32) throws(Errno) {
        _ = try retrying { unsafe path.withPlatformString { unsafe mkdir($0, mode) } }
    }

    package func names(in folder: FilePath) throws(Errno) -> [String] {
        try components(in: folder).map(\.string)
    }

    package func components(in folder: FilePath) throws(Errno) -> [FilePath.Component] {
        guard let stream = unsafe folder.withPlatformString({ unsafe opendir($0) }) else {
            throw Errno(rawValue: Glibc.errno)
        }
        defer { unsafe closedir(stream) }
        var names: [FilePath.Component] = []
        Glibc.errno = 0
        while let entry = unsafe readdir(stream) {
            // SAFETY: `d_name` ends in NUL; the entry stays as it is until the next `readdir`.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe FilePath.Component(platformString: $0)
                }
            }
            if let name, name.kind == .regular { names.append(name) }
        }
        if Glibc.errno != 0 { throw Errno(rawValue: Glibc.errno) }
        return names
    }

    package func tryLock(_ file: FileNumber) throws(Errno) -> Bool {
        do {
            _ = try retrying { flock(file, LOCK_EX | LOCK_NB) }
            return true
        } catch Errno.wouldBlock {
            return false
        }
    }
}

extension FileStatus {
    fileprivate init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        self.init(
            kind: kind, byteCount: Int64(status.st_size),
            place: Place(device: UInt64(status.st_dev), number: UInt64(status.st_ino)),
            modificationTime: Self.nanoseconds(status.st_mtim),
            changeTime: Self.nanoseconds(status.st_ctim))
    }

    /// Since 1970. A time that has no place in 64 bits wraps: times are compared, not believed.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

/// What `sync_file_range(2)` is asked to do.
private enum SyncRange {
    static let waitBefore: UInt32 = 1
    static let write: UInt32 = 2
    static let waitAfter: UInt32 = 4
}
