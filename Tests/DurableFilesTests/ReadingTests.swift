import DurableFiles
import SystemPackage
import TestSupport
import Testing

@Suite("Reading")
struct ReadingTests {
    @Test(
        "a file is read whole up to the limit, and refused above it",
        arguments: [0, 1, 99, 100, 101, 200], [100])
    func limit(byteCount: Int, limit: Int) throws {
        try withFolder { folder in
            let path = folder.appending("file")
            let bytes = [UInt8](repeating: 7, count: byteCount)
            try place(bytes, at: path)
            let calls = FaultyCalls(byteLimit: 33)
            let files = Files(calls: calls)
            if byteCount <= limit {
                #expect(try files.read(path, limit: limit) == bytes)
            } else {
                #expect(throws: FileError(.read, path, .fileTooLarge)) {
                    try files.read(path, limit: limit)
                }
            }
            #expect(calls.openFileCount == 0)
        }
    }

    @Test("a file longer than the reader's buffer is read whole")
    func longFile() throws {
        try withFolder { folder in
            let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
            try place(bytes, at: folder.appending("file"))
            #expect(try Files().read(folder.appending("file"), limit: 200_000) == bytes)
        }
    }

    @Test("a buffer is filled however few bytes a read gives, up to the end of the file")
    func filling() throws {
        try withFolder { folder in
            try place([UInt8](1...10), at: folder.appending("file"))
            let files = Files(calls: FaultyCalls(byteLimit: 3))
            var file = try files.openForReading(folder.appending("file"))
            let status = try file.status()
            #expect(status.kind == .file && status.byteCount == 10)
            var buffer = [UInt8](repeating: 0, count: 8)
            for expected in [[UInt8](1...8), [9, 10], []] {
                var span = buffer.mutableSpan
                let count = try file.fill(&span)
                #expect(Array(buffer[..<count]) == expected)
            }
        }
    }

    @Test("a read that fails or that a signal breaks off is passed on, and not tried again")
    func failedRead() throws {
        for code in [Errno.ioError, .interrupted] {
            try withFolder { folder in
                let path = folder.appending("file")
                try place([1, 2, 3], at: path)
                let calls = FaultyCalls(.read, code, number: 1)
                #expect(throws: FileError(.read, path, code)) {
                    try Files(calls: calls).read(path, limit: 10)
                }
                #expect(calls.count(.read) == 1)
                #expect(calls.openFileCount == 0)
            }
        }
    }

    @Test("a file that is not there says so, and reading makes none")
    func missing() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            #expect(throws: FileError(.open, path, .noSuchFileOrDirectory)) {
                try Files().read(path, limit: 10)
            }
            let left = try contents(of: folder)
            #expect(left.isEmpty)
        }
    }

    @Test("an error holds what was tried, on which path, and what the system said")
    func facts() {
        let error = FileError(.write, "/vault/people", .noSpace)
        #expect(error != FileError(.write, "/vault/places", .noSpace))
        #expect(error != FileError(.write, "/vault/people", .ioError))
        #expect(error != FileError(.sync, "/vault/people", .noSpace))
    }
}
