import DurableFiles
import SystemPackage
import TestSupport
import Testing

@Suite("Appending")
struct AppendingTests {
    @Test("what is appended lies behind what was there, also after opening again")
    func appending() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            let calls = FaultyCalls()
            for round in 0..<3 as Range<UInt8> {
                var file = try Files(calls: calls).openForAppending(path)
                #expect(file.byteCount == Int64(round) * 3)
                try file.append([round, round].span)
                try file.append([9].span)
                #expect(file.byteCount == Int64(round) * 3 + 3)
                try file.sync()
            }
            #expect(try contents(of: folder) == ["file": [0, 0, 9, 1, 1, 9, 2, 2, 9]])
            #expect(calls.count(.fdatasync) == 3)
            #expect(calls.openFileCount == 0)
        }
    }

    @Test("all is appended however few bytes a write takes", arguments: [1, 7, 99, 100, 101])
    func shortWrites(byteLimit: Int) throws {
        try withFolder { folder in
            let calls = FaultyCalls(byteLimit: byteLimit)
            var file = try Files(calls: calls).openForAppending(folder.appending("file"))
            try file.append([UInt8](1...100).span)
            #expect(file.byteCount == 100)
            #expect(try contents(of: folder) == ["file": [UInt8](1...100)])
        }
    }

    @Test("a disk that fills up in the midst of a write is passed on with what was not counted")
    func fullDisk() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            let calls = FaultyCalls(byteLimit: 10) {
                $0.kind == .write && $0.numberOfKind == 4 ? .noSpace : nil
            }
            var file = try Files(calls: calls).openForAppending(path)
            try file.append([1, 2].span)
            #expect(throws: FileError(.write, path, .noSpace)) {
                try file.append([UInt8](1...100).span)
            }
            #expect(file.byteCount == 2)
            #expect(try contents(of: folder)["file"]?.count == 22)
            try file.cut(to: 2)
            try file.append([3].span)
            #expect(try contents(of: folder) == ["file": [1, 2, 3]])
        }
    }

    @Test("a sync that fails is passed on, and never tried again")
    func failedSync() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            let calls = FaultyCalls(.fdatasync, .ioError, number: 1)
            var file = try Files(calls: calls).openForAppending(path)
            try file.append([1].span)
            #expect(throws: FileError(.sync, path, .ioError)) { try file.sync() }
            #expect(calls.count(.fdatasync) == 1)
        }
    }

    @Test("what is cut off is gone, and the next bytes take its place")
    func cutting() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            let calls = FaultyCalls(.truncate, .ioError, number: 2)
            var file = try Files(calls: calls).openForAppending(path)
            try file.append([1, 2, 3, 4].span)
            try file.cut(to: 2)
            #expect(file.byteCount == 2)
            #expect(throws: FileError(.truncate, path, .ioError)) { try file.cut(to: 1) }
            #expect(file.byteCount == 2)
            try file.append([5].span)
            #expect(try contents(of: folder) == ["file": [1, 2, 5]])
        }
    }

    @Test("a file whose length cannot be told is closed again")
    func unknownLength() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            let calls = FaultyCalls(.statusOfFile, .ioError)
            #expect(throws: FileError(.inspect, path, .ioError)) {
                _ = try Files(calls: calls).openForAppending(path)
            }
            #expect(calls.openFileCount == 0)
        }
    }
}
