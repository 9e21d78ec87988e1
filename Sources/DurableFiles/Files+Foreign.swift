import Glibc
package import SystemPackage

/// Reading what other programs made: it may be anything, and may change meanwhile.
extension Files {
    /// How long the system's clock may give one and the same time to two changes of a file, in nanoseconds.
    private static let clockStep: Int64 = 20_000_000

    /// Opens a plain file, perhaps by way of symbolic links, which must hold still until its end is read.
    ///
    /// What it leads to is looked at before it is opened: to open a device can set it off, and to open a pipe
    /// takes from it.
    ///
    /// - Throws: ``FileError``: with the finding where it is something else than a file; from reading, where
    ///   the file changed.
    package func openPlainFile(_ path: FilePath) throws(FileError) -> ReadableFile {
        let found = try attempt(.open, path) { () throws(Errno) in
            try calls.statusFollowingLinks(of: path)
        }
        try requireFile(found, path)
        // A change within one step of the clock would leave no trace.
        let age = Self.now() &- found.changeTime
        if (0..<Self.clockStep).contains(age) { usleep(UInt32(Self.clockStep / 1000)) }
        var expected = found
        var file = try openForReading(path) { status throws(FileError) in
            try requireFile(status, path)
            expected = status
        }
        file.expected = expected
        return file
    }

    /// All the bytes of a plain file that held still.
    ///
    /// - Throws: as ``openPlainFile(_:)``; with `.fileTooLarge` where there are more than `limit`.
    package func readPlainFile(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
        var file = try openPlainFile(path)
        return try file.readAll(limit: limit)
    }

    private func requireFile(_ status: FileStatus, _ path: FilePath) throws(FileError) {
        guard status.kind == .file else { throw FileError(path, .notFile(status.kind)) }
    }

    private static func now() -> Int64 {
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Waits for a pipe, a person or a device that is to be read.
    ///
    /// - Throws: ``FileError`` with `.interrupted` where a signal or ``goesOn`` ended the wait.
    func waitForInput(_ number: FileNumber, _ path: FilePath) throws(FileError) {
        while true {
            guard goesOn() else { throw FileError(.read, path, .interrupted) }
            let isReady = try attempt(.read, path) { () throws(Errno) in
                try calls.wait(number, for: .input, milliseconds: 200)
            }
            if isReady { return }
        }
    }
}
