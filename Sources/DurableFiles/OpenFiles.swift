import Glibc
package import SystemPackage

/// A file being read from its start, or a pipe or a device.
package struct ReadableFile: ~Copyable {
    private let number: FileNumber
    private let path: FilePath
    private let files: Files
    private let closesAtEnd: Bool
    /// Whether bytes may be long in coming.
    var isWaitedFor = true
    /// How a file was when it was opened that must not change while it is read; nil for one that may.
    var expected: FileStatus?
    private var byteCount: Int64 = 0

    init(number: FileNumber, path: FilePath, files: Files, closesAtEnd: Bool) {
        self.number = number
        self.path = path
        self.files = files
        self.closesAtEnd = closesAtEnd
    }

    /// What errors name in the place of a path.
    package static let standardInputName: FilePath = "standard input"

    /// What the process was given to read.
    package static func standardInput(_ files: Files = Files()) -> ReadableFile {
        ReadableFile(
            number: STDIN_FILENO, path: standardInputName, files: files, closesAtEnd: false)
    }

    deinit {
        if closesAtEnd { files.calls.close(number) }
    }

    /// The kind and length. A pipe has no length.
    package func status() throws(FileError) -> FileStatus {
        let (files, number) = (files, number)
        return try files.attempt(.inspect, path) { () throws(Errno) in
            try files.calls.status(number)
        }
    }

    /// Reads what fits; 0 at the end.
    ///
    /// - Throws: ``FileError``: with `.interrupted` where a signal or ``Files/goesOn`` ended the wait; of a file
    ///   that must not change, with the finding that it did.
    package mutating func read(into buffer: inout MutableSpan<UInt8>) throws(FileError) -> Int {
        let count = try readWaiting(into: &buffer)
        byteCount += Int64(count)
        if let expected, count == 0 || byteCount > expected.byteCount {
            try requireUnchanged(expected)
        }
        return count
    }

    private mutating func readWaiting(
        into buffer: inout MutableSpan<UInt8>
    ) throws(FileError) -> Int {
        while true {
            if isWaitedFor { try files.waitForInput(number, path) }
            do throws(Errno) {
                return try files.calls.read(number, into: &buffer)
            } catch .wouldBlock {
                isWaitedFor = true
            } catch {
                throw FileError(.read, path, error)
            }
        }
    }

    /// At the end, or after where it was: that the file is the one that was opened, and gave all its bytes.
    private func requireUnchanged(_ expected: FileStatus) throws(FileError) {
        guard try status() == expected else { throw FileError(path, .changed) }
        guard byteCount == expected.byteCount else { throw FileError(path, .unmeasured) }
    }

    /// Reads until the buffer is full or the file ends; the count.
    package mutating func fill(_ buffer: inout MutableSpan<UInt8>) throws(FileError) -> Int {
        var count = 0
        while count < buffer.count {
            var rest = buffer._mutatingExtracting(count..<buffer.count)
            let more = try read(into: &rest)
            if more == 0 { break }
            count += more
        }
        return count
    }

    /// All bytes from a place on; none where the file ends before.
    ///
    /// - Throws: ``FileError``; with `.fileTooLarge` where there are more than `limit`.
    package func read(from offset: Int64, limit: Int) throws(FileError) -> [UInt8] {
        let byteCount = try status().byteCount - offset
        guard byteCount <= limit else { throw FileError(.read, path, .fileTooLarge) }
        return try read(from: offset, count: Int(max(0, byteCount)))
    }

    /// So many bytes from a place on; fewer where the file ends before.
    package func read(from offset: Int64, count: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var readCount = 0
        while readCount < count {
            var span = bytes.mutableSpan
            var rest = span._mutatingExtracting(readCount..<count)
            do {
                let more = try files.calls.read(number, at: offset + Int64(readCount), into: &rest)
                if more == 0 { break }
                readCount += more
            } catch {
                throw FileError(.read, path, error)
            }
        }
        bytes.removeLast(count - readCount)
        return bytes
    }

    /// Asks the system to read the device again, rather than to give back what it remembers of it.
    package func forgetCache() {
        files.calls.forgetCache(number, nil)
    }

    /// All the rest.
    ///
    /// - Throws: ``FileError``; with `.fileTooLarge` where there are more than `limit` bytes.
    package mutating func readAll(limit: Int) throws(FileError) -> [UInt8] {
        // Plaintext and passphrases come this way: no copy is left behind, by growing or by failing.
        var bytes: [UInt8] = []
        let expected = (try? status().byteCount) ?? 0
        bytes.reserveCapacity(Int(clamping: min(Int64(limit), expected)))
        // A byte more than there should be: so the end is met in the first read of a small file.
        let step = min(max(Int(clamping: expected) &+ 1, 4 << 10), 64 << 10)
        var buffer = [UInt8](repeating: 0, count: step)
        defer { Self.clear(&buffer) }
        do throws(FileError) {
            while true {
                var span = buffer.mutableSpan
                let count = try read(into: &span)
                if count == 0 { return bytes }
                guard bytes.count + count <= limit else {
                    throw FileError(.read, path, .fileTooLarge)
                }
                if bytes.count + count > bytes.capacity {
                    var bigger: [UInt8] = []
                    bigger.reserveCapacity(max(bytes.count * 2, bytes.count + count))
                    bigger += bytes
                    swap(&bytes, &bigger)
                    Self.clear(&bigger)
                }
                bytes += buffer[..<count]
            }
        } catch {
            Self.clear(&bytes)
            throw error
        }
    }

    private static func clear(_ bytes: inout [UInt8]) {
        for index in bytes.indices { bytes[index] = 0 }
    }
}

/// Bytes that are gone when they are written: standard output, a pipe or a device.
package struct WritableStream: ~Copyable {
    private let number: FileNumber
    private let path: FilePath
    private let files: Files
    private let closesAtEnd: Bool

    init(number: FileNumber, path: FilePath, files: Files, closesAtEnd: Bool) {
        self.number = number
        self.path = path
        self.files = files
        self.closesAtEnd = closesAtEnd
    }

    /// What stands for a path in errors of standard output.
    package static let standardOutputName: FilePath = "standard output"

    /// What the process writes its result to.
    package static func standardOutput(_ files: Files = Files()) -> WritableStream {
        WritableStream(
            number: STDOUT_FILENO, path: standardOutputName, files: files, closesAtEnd: false)
    }

    deinit {
        if closesAtEnd { files.calls.close(number) }
    }

    /// Writes all of the bytes.
    package func write(_ bytes: Span<UInt8>) throws(FileError) {
        try files.writeAll(bytes, to: number, path, isWaitedFor: true)
    }
}

/// A file that grows at its end.
package struct AppendableFile: ~Copyable {
    private let number: FileNumber
    private let path: FilePath
    private let files: Files

    /// The length.
    package private(set) var byteCount: Int64

    init(number: FileNumber, path: FilePath, files: Files) throws(FileError) {
        self.number = number
        self.path = path
        self.files = files
        do {
            self.byteCount = try files.calls.status(number).byteCount
        } catch {
            files.calls.close(number)
            throw FileError(.inspect, path, error)
        }
    }

    deinit {
        files.calls.close(number)
    }

    /// Writes after the end. It is durable only after ``sync()``.
    package mutating func append(_ bytes: Span<UInt8>) throws(FileError) {
        try files.writeAll(bytes, to: number, path)
        byteCount += Int64(bytes.count)
    }

    /// Makes the contents durable. Where this fails it must not be tried again: what was written
    /// may be lost although a second call would succeed.
    package mutating func sync() throws(FileError) {
        let (files, number) = (files, number)
        try files.attempt(.sync, path) { () throws(Errno) in try files.calls.fdatasync(number) }
    }

    /// Cuts everything after `end`.
    package mutating func cut(to end: Int64) throws(FileError) {
        let (files, number) = (files, number)
        try files.attempt(.truncate, path) { () throws(Errno) in
            try files.calls.truncate(number, to: end)
        }
        byteCount = end
    }
}
