package import DurableFiles
package import SystemPackage

extension CrashDisk: SystemCalls {
    package func open(_ path: FilePath, flags: Int32, mode: UInt32) throws(Errno) -> FileNumber {
        try run { (system) throws(Errno) in try system.open(path.string, flags) }
    }

    package func close(_ file: FileNumber) {
        try? run { (system) throws(Errno) in system.close(file) }
    }

    package func read(
        _ file: FileNumber, into buffer: inout MutableSpan<UInt8>
    ) throws(Errno) -> Int {
        let count = buffer.count
        let bytes = try run { (system) throws(Errno) in
            let position = try system.file(file).position
            let bytes = try system.read(file, at: position, count)
            system.opened[file]?.position += bytes.count
            return bytes
        }
        return Self.copy(bytes, into: &buffer)
    }

    package func read(
        _ file: FileNumber, at offset: Int64, into buffer: inout MutableSpan<UInt8>
    ) throws(Errno) -> Int {
        guard let offset = Int(exactly: offset), offset >= 0 else { throw .invalidArgument }
        let count = buffer.count
        let bytes = try run { (system) throws(Errno) in try system.read(file, at: offset, count) }
        return Self.copy(bytes, into: &buffer)
    }

    private static func copy(_ bytes: ArraySlice<UInt8>, into buffer: inout MutableSpan<UInt8>)
        -> Int
    {
        buffer.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
        return bytes.count
    }

    package func write(_ file: FileNumber, _ bytes: Span<UInt8>) throws(Errno) -> Int {
        let bytes = bytes.withUnsafeBytes { [UInt8]($0) }
        return try run { (system) throws(Errno) in try system.write(file, bytes) }
    }

    package func fsync(_ file: FileNumber) throws(Errno) {
        try run { (system) throws(Errno) in try system.sync(file) }
    }

    package func fdatasync(_ file: FileNumber) throws(Errno) {
        try run { (system) throws(Errno) in try system.sync(file) }
    }

    package func syncfs(_ file: FileNumber) throws(Errno) {
        try run { (system) throws(Errno) in try system.syncAll(file) }
    }

    package func truncate(_ file: FileNumber, to byteCount: Int64) throws(Errno) {
        try run { (system) throws(Errno) in try system.truncate(file, to: byteCount) }
    }

    /// Changes nothing: bytes that are on their way may be on the disk at any time.
    package func startWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno) {
        _ = try run { (system) throws(Errno) in try system.file(file) }
    }

    /// As ``startWriteback(_:_:)``: the length and the names may still be lost, and so the bytes.
    package func finishWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno) {
        _ = try run { (system) throws(Errno) in try system.file(file) }
    }

    package func forgetCache(_ file: FileNumber, _ range: Range<Int64>?) {}

    package func status(_ file: FileNumber) throws(Errno) -> FileStatus {
        try run { (system) throws(Errno) in system.status(try system.file(file).inode) }
    }

    package func status(of path: FilePath) throws(Errno) -> FileStatus {
        try run { (system) throws(Errno) in system.status(try system.find(path.string)) }
    }

    package func freeByteCount(of path: FilePath) throws(Errno) -> Int64 {
        try run { (system) throws(Errno) in
            _ = try system.find(path.string)
            return system.freeByteCount
        }
    }

    package func link(_ file: FileNumber, to path: FilePath) throws(Errno) {
        try run { (system) throws(Errno) in try system.link(file, to: path.string) }
    }

    package func rename(_ old: FilePath, to new: FilePath, replacing: Bool) throws(Errno) {
        try run { (system) throws(Errno) in
            try system.rename(old.string, to: new.string, replacing: replacing)
        }
    }

    package func unlink(_ path: FilePath) throws(Errno) {
        try run { (system) throws(Errno) in try system.unlink(path.string) }
    }

    package func changeMode(of path: FilePath, to mode: UInt32) throws(Errno) {
        _ = try run { (system) throws(Errno) in try system.find(path.string) }
    }

    package func makeFolder(_ path: FilePath, mode: UInt32) throws(Errno) {
        try run { (system) throws(Errno) in try system.makeFolder(path.string) }
    }

    package func names(in folder: FilePath) throws(Errno) -> [String] {
        try run { (system) throws(Errno) in Array(try system.names(in: folder.string).keys) }
    }

    package func tryLock(_ file: FileNumber) throws(Errno) -> Bool {
        try run { (system) throws(Errno) in
            let inode = try system.file(file).inode
            guard let holder = system.lockHolders[inode] else {
                system.lockHolders[inode] = file
                return true
            }
            return holder == file
        }
    }
}
