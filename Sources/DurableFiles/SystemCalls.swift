package import SystemPackage

/// An open file, as the system numbers it.
package typealias FileNumber = Int32

/// The calls of the system that this module rests on, one for one.
///
/// There are two: ``Kernel``, and in tests a twin that fails, stops or records at a chosen call. No
/// other file of this project calls the file system.
package protocol SystemCalls: Sendable {
    func open(_ path: FilePath, flags: Int32, mode: UInt32) throws(Errno) -> FileNumber
    func close(_ file: FileNumber)
    /// Waits until a pipe or a device can be read or written; false where that takes longer.
    func wait(
        _ file: FileNumber, for readiness: Readiness, milliseconds: Int32
    ) throws(Errno) -> Bool
    /// Bytes read; 0 at the end.
    func read(_ file: FileNumber, into buffer: inout MutableSpan<UInt8>) throws(Errno) -> Int
    /// Bytes read from a place in the file; 0 at the end.
    func read(
        _ file: FileNumber, at offset: Int64, into buffer: inout MutableSpan<UInt8>
    ) throws(Errno) -> Int
    /// Bytes written, which may be fewer than there are.
    func write(_ file: FileNumber, _ bytes: Span<UInt8>) throws(Errno) -> Int
    func fsync(_ file: FileNumber) throws(Errno)
    func fdatasync(_ file: FileNumber) throws(Errno)
    func syncfs(_ file: FileNumber) throws(Errno)
    func truncate(_ file: FileNumber, to byteCount: Int64) throws(Errno)
    /// Begins to send a range of a file to the disk.
    func startWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno)
    /// Waits until the disk has taken a range of a file. Makes nothing durable.
    func finishWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno)
    /// Drops what the system remembers of a file, or of a range of it; it is only advice.
    func forgetCache(_ file: FileNumber, _ range: Range<Int64>?)
    func status(_ file: FileNumber) throws(Errno) -> FileStatus
    /// The status of what has this name; a symbolic link is not followed.
    func status(of path: FilePath) throws(Errno) -> FileStatus
    /// The status of what a path leads to.
    func statusFollowingLinks(of path: FilePath) throws(Errno) -> FileStatus
    /// How many bytes more the file system that holds a path takes from this user.
    func freeByteCount(of path: FilePath) throws(Errno) -> Int64
    /// Gives a name to an open file: its first (`O_TMPFILE`), or one more. Fails where the name is taken.
    func link(_ file: FileNumber, to path: FilePath) throws(Errno)
    func rename(_ old: FilePath, to new: FilePath, replacing: Bool) throws(Errno)
    /// Removes a file or an empty folder.
    func unlink(_ path: FilePath) throws(Errno)
    /// Says when the contents of a file were changed last; seconds since 1970.
    func setModificationTime(_ file: FileNumber, secondsSince1970: Int64) throws(Errno)
    func changeMode(of path: FilePath, to mode: UInt32) throws(Errno)
    func makeFolder(_ path: FilePath, mode: UInt32) throws(Errno)
    /// The names in a folder, without `.` and `..`, in no order.
    func names(in folder: FilePath) throws(Errno) -> [String]
    /// The same, byte for byte: a foreign folder's names need not be UTF-8.
    func components(in folder: FilePath) throws(Errno) -> [FilePath.Component]
    /// Tries to lock; false where somebody else holds it.
    func tryLock(_ file: FileNumber) throws(Errno) -> Bool
}

/// What is waited for.
package enum Readiness: Sendable { case input, output }

// What is so for a twin that has no pipes, links and odd names.
extension SystemCalls {
    package func wait(
        _ file: FileNumber, for readiness: Readiness, milliseconds: Int32
    ) throws(Errno) -> Bool { true }

    package func statusFollowingLinks(of path: FilePath) throws(Errno) -> FileStatus {
        try status(of: path)
    }

    package func setModificationTime(
        _ file: FileNumber, secondsSince1970: Int64
    ) throws(Errno) {}

    package func components(in folder: FilePath) throws(Errno) -> [FilePath.Component] {
        try names(in: folder).compactMap { FilePath.Component($0) }
    }
}

/// What is at a path.
package struct FileStatus: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case file, folder, link, pipe, socket, device
    }

    /// What is the same for two names of one file.
    package struct Place: Hashable, Sendable {
        let device: UInt64
        let number: UInt64

        package init(device: UInt64, number: UInt64) {
            self.device = device
            self.number = number
        }
    }

    package let kind: Kind
    package let byteCount: Int64
    package let place: Place
    /// Of the contents; nanoseconds since 1970.
    package let modificationTime: Int64
    /// Of contents, names or rights, as the system alone sets it; nanoseconds since 1970.
    package let changeTime: Int64

    package init(
        kind: Kind, byteCount: Int64, place: Place, modificationTime: Int64 = 0,
        changeTime: Int64 = 0
    ) {
        self.kind = kind
        self.byteCount = byteCount
        self.place = place
        self.modificationTime = modificationTime
        self.changeTime = changeTime
    }
}
