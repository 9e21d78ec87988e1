import DurableFiles
import SystemPackage
import TestSupport
import Testing

@Suite("Writing long files")
struct WriteBehindTests {
    private static let portion = [UInt8](repeating: 7, count: 3 << 20 - 1)

    private func publish(_ calls: FaultyCalls, _ folder: FilePath, portions: Int) throws {
        var file = try Files(calls: calls).createNew(
            at: folder.appending("file"), temporaryName: ".part")
        for _ in 0..<portions { try file.write(Self.portion.span) }
        try file.publish()
    }

    @Test("a long file goes to the disk while it is written, in order, and is synced all the same")
    func order() throws {
        try withFolder { folder in
            let calls = FaultyCalls()
            try publish(calls, folder, portions: 10)
            #expect(calls.count(.startWriteback) == 29)
            #expect(calls.count(.finishWriteback) == 21)
            let sync = try #require(calls.kinds.firstIndex(of: .fsync))
            let last = try #require(calls.kinds.lastIndex(of: .finishWriteback))
            #expect(last < sync)
            let expected = [[UInt8]](repeating: Self.portion, count: 10).flatMap { $0 }
            #expect(try Files().read(folder.appending("file"), limit: 32 << 20) == expected)
        }
    }

    @Test("a short file is left alone until its sync")
    func short() throws {
        try withFolder { folder in
            let calls = FaultyCalls()
            try publish(calls, folder, portions: 2)
            #expect(calls.count(.startWriteback) == 0)
            #expect(calls.count(.fsync) == 1)
        }
    }

    @Test("a disk that refuses bytes on the way fails the file like a sync, and nothing is left")
    func failures() throws {
        for (kind, number) in [
            (FaultyCalls.Kind.startWriteback, 1), (.startWriteback, 20), (.finishWriteback, 1),
            (.finishWriteback, 21),
        ] {
            for code in [Errno.ioError, .noSpace, .invalidArgument]
            where code != .invalidArgument || kind != .startWriteback || number > 1 {
                try withFolder { folder in
                    let calls = FaultyCalls(kind, code, number: number)
                    #expect {
                        try publish(calls, folder, portions: 10)
                    } throws: {
                        ($0 as? FileError)?.errno == code && ($0 as? FileError)?.operation == .sync
                    }
                    #expect(calls.count(kind) == number)
                    let left = try contents(of: folder)
                    #expect(left.isEmpty)
                    #expect(calls.openFileCount == 0)
                }
            }
        }
    }

    @Test("a file system without such calls is asked once, and the sync does it all")
    func unknown() throws {
        for code in [Errno.invalidArgument, .noFunction, .notSupported, .illegalSeek] {
            try withFolder { folder in
                let calls = FaultyCalls(.startWriteback, code, number: 1)
                try publish(calls, folder, portions: 10)
                #expect(calls.count(.startWriteback) == 1)
                #expect(calls.count(.fsync) == 1)
            }
        }
    }

    @Test("a file whose bytes were refused is never published, whatever the disk says later")
    func latched() throws {
        try withFolder { folder in
            let calls = FaultyCalls(.finishWriteback, .ioError, number: 1)
            var file = try Files(calls: calls).createNew(
                at: folder.appending("file"), temporaryName: ".part")
            for _ in 0..<10 { try? file.write(Self.portion.span) }
            #expect(calls.count(.finishWriteback) > 0)
            do {
                try file.publish()
                Issue.record("a file was published whose bytes were refused")
            } catch {
                #expect(error as? FileError == FileError(.sync, folder.appending("file"), .ioError))
            }
            let left = try contents(of: folder)
            #expect(left.isEmpty)
        }
    }
}
