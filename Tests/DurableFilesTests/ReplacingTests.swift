import DurableFiles
import SystemPackage
import TestSupport
import Testing

@Suite("Replacing files")
struct ReplacingTests {
    static let old = [UInt8]("before".utf8)
    static let new = [UInt8]("and after".utf8)

    func replace(_ calls: FaultyCalls, _ folder: FilePath) throws {
        try Files(calls: calls).replaceAtomically(folder.appending("file"), with: Self.new.span)
    }

    func callCount() throws -> Int {
        let calls = FaultyCalls()
        try withFolder { try replace(calls, $0) }
        return calls.kinds.count
    }

    @Test("a replaced file is the new one, and nothing is beside it", arguments: [false, true])
    func replaced(isThere: Bool) throws {
        try withFolder { folder in
            if isThere { try place(Self.old, at: folder.appending("file")) }
            let calls = FaultyCalls()
            try replace(calls, folder)
            #expect(try contents(of: folder) == ["file": Self.new])
            let steps: [FaultyCalls.Kind] = [.write, .fsync, .renameReplacing, .fsyncFolder]
            #expect(calls.kinds.filter(steps.contains) == steps)
            #expect(calls.openFileCount == 0)
        }
    }

    @Test(
        "a failure at any one call leaves the old file or the new one, and nothing beside it",
        arguments: [false, true])
    func anyFailure(isThere: Bool) throws {
        for number in 1...(try callCount()) {
            try withFolder { folder in
                if isThere { try place(Self.old, at: folder.appending("file")) }
                let before = try contents(of: folder)
                let calls = FaultyCalls { $0.number == number ? .noSpace : nil }
                #expect(throws: FileError.self) { try replace(calls, folder) }
                // The rename is the moment at which the one becomes the other.
                let isRenamed =
                    calls.kinds.firstIndex(of: .renameReplacing)
                    .map { $0 + 1 < number } ?? false
                #expect(try contents(of: folder) == (isRenamed ? ["file": Self.new] : before))
                #expect(calls.openFileCount == 0)
            }
        }
    }

    @Test(
        "a run that is killed at any call leaves the old file or the new one, and the next one works",
        arguments: [false, true])
    func killed(isThere: Bool) throws {
        for number in 1...(try callCount()) {
            try withFolder { folder in
                if isThere { try place(Self.old, at: folder.appending("file")) }
                let calls = FaultyCalls { $0.number >= number ? .ioError : nil }
                #expect(throws: FileError.self) { try replace(calls, folder) }
                let left = try contents(of: folder)["file"]
                #expect(left == (isThere ? Self.old : nil) || left == Self.new)
                try replace(FaultyCalls(), folder)
                #expect(try contents(of: folder) == ["file": Self.new])
            }
        }
    }

    @Test("an fsync that fails is passed on and never tried again, and the old file stays")
    func failedSync() throws {
        try withFolder { folder in
            try place(Self.old, at: folder.appending("file"))
            let calls = FaultyCalls(.fsync, .ioError, number: 1)
            #expect(throws: FileError(.sync, folder.appending("file"), .ioError)) {
                try replace(calls, folder)
            }
            #expect(calls.count(.fsync) == 1)
            #expect(try contents(of: folder) == ["file": Self.old])
        }
    }

    @Test("a file is replaced whole however few bytes a write takes", arguments: [1, 2, 8, 9, 10])
    func shortWrites(byteLimit: Int) throws {
        try withFolder { folder in
            let calls = FaultyCalls(byteLimit: byteLimit)
            try replace(calls, folder)
            #expect(try contents(of: folder) == ["file": Self.new])
            #expect(calls.count(.write) == (Self.new.count + byteLimit - 1) / byteLimit)
        }
    }
}
