import DurableFiles
import Glibc
import SystemPackage
import TestSupport
import Testing

/// How a file system keeps a file that has no name yet.
enum Keeping: CaseIterable {
    /// Without a name (`O_TMPFILE`).
    case nameless
    /// Under a temporary name, as on FAT.
    case named
    /// Under a temporary name, and renames always replace.
    case namedWithoutFlags

    /// A rule that makes the system one of this kind, and fails calls by another rule.
    func failing(
        _ rule: @escaping FaultyCalls.Rule = { _ in nil }
    ) -> FaultyCalls.Rule {
        { call in
            if self != .nameless, call.kind == .openNameless { return .notSupportedOnSocket }
            if self == .namedWithoutFlags, call.kind == .rename { return .invalidArgument }
            return rule(call)
        }
    }
}

@Suite("Publishing new files")
struct PublishingTests {
    static let bytes = [UInt8]("what was told".utf8)

    func publish(_ calls: FaultyCalls, _ folder: FilePath) throws {
        var file = try Files(calls: calls).createNew(
            at: folder.appending("file"), temporaryName: ".part")
        try file.write(Self.bytes.span)
        try file.publish()
    }

    @Test("a published file has its bytes and its name, and nothing is beside it")
    func published() throws {
        for keeping in Keeping.allCases {
            try withFolder { folder in
                let calls = FaultyCalls(failing: keeping.failing())
                try publish(calls, folder)
                #expect(try contents(of: folder) == ["file": Self.bytes])
                #expect(calls.openFileCount == 0)
            }
        }
    }

    @Test("the bytes are durable before the name is there, and the name before publish returns")
    func order() throws {
        for (keeping, naming) in [
            (Keeping.nameless, FaultyCalls.Kind.link), (.named, .rename),
            (.namedWithoutFlags, .renameReplacing),
        ] {
            try withFolder { folder in
                let calls = FaultyCalls(failing: keeping.failing())
                try publish(calls, folder)
                let steps = calls.kinds.filter {
                    [.write, .fsync, naming, .fsyncFolder].contains($0)
                }
                #expect(steps == [.write, .fsync, naming, .fsyncFolder])
            }
        }
    }

    @Test("a file that is dropped unpublished leaves nothing", arguments: Keeping.allCases)
    func dropped(keeping: Keeping) throws {
        try withFolder { folder in
            let calls = FaultyCalls(failing: keeping.failing())
            do {
                var file = try Files(calls: calls).createNew(
                    at: folder.appending("file"), temporaryName: ".part")
                try file.write(Self.bytes.span)
                try file.sync()
                #expect(file.byteCount == Int64(Self.bytes.count))
            }
            #expect(try contents(of: folder).isEmpty)
            #expect(calls.openFileCount == 0)
        }
    }

    @Test(
        "a failure at any one call leaves nothing, or the whole file where only its folder's sync failed",
        arguments: Keeping.allCases)
    func anyFailure(keeping: Keeping) throws {
        for number in 1...Self.callCount(keeping) {
            try withFolder { folder in
                let calls = FaultyCalls(
                    failing: keeping.failing { $0.number == number ? .ioError : nil })
                var failure: FileError?
                do throws(any Error) {
                    try publish(calls, folder)
                } catch {
                    failure = try #require(error as? FileError)
                }
                let left = try contents(of: folder)
                if failure == nil || calls.kinds.contains(.fsyncFolder) || calls.kinds.last == .open
                {
                    #expect(left == ["file": Self.bytes] || (failure != nil && left.isEmpty))
                } else {
                    #expect(left.isEmpty, "call \(number), \(calls.kinds)")
                }
                #expect(failure == nil || failure?.errno == .ioError)
                #expect(calls.openFileCount == 0)
            }
        }
    }

    @Test(
        "a run that is killed at any call leaves nothing or all under the name, and the next one works",
        arguments: Keeping.allCases)
    func killed(keeping: Keeping) throws {
        for number in 1...Self.callCount(keeping) {
            try withFolder { folder in
                let calls = FaultyCalls(
                    failing: keeping.failing { $0.number >= number ? .ioError : nil })
                #expect(throws: FileError.self) { try publish(calls, folder) }
                var left = try contents(of: folder)
                if let whole = left["file"] {
                    #expect(whole == Self.bytes)
                } else {
                    if keeping != .nameless { left[".part"] = nil }
                    #expect(left.isEmpty)
                    try publish(FaultyCalls(failing: keeping.failing()), folder)
                    #expect(try contents(of: folder) == ["file": Self.bytes])
                }
            }
        }
    }

    private static func callCount(_ keeping: Keeping) -> Int {
        let calls = FaultyCalls(failing: keeping.failing())
        try? withFolder { try PublishingTests().publish(calls, $0) }
        precondition(calls.count(.fsyncFolder) == 1, "a publication without faults ends well")
        return calls.kinds.count
    }

    @Test("a name that is taken is never taken over", arguments: Keeping.allCases)
    func taken(keeping: Keeping) throws {
        try withFolder { folder in
            try place([1, 2, 3], at: folder.appending("file"))
            #expect {
                try publish(FaultyCalls(failing: keeping.failing()), folder)
            } throws: {
                ($0 as? FileError)?.errno == .fileExists
            }
            #expect(try contents(of: folder) == ["file": [1, 2, 3]])
        }
    }

    @Test("where renames always replace, a look that fails does not pass for a free name")
    func failedLook() throws {
        try withFolder { folder in
            try place([1, 2, 3], at: folder.appending("file"))
            let rule = Keeping.namedWithoutFlags.failing {
                $0.kind == .statusOfPath ? .ioError : nil
            }
            #expect(throws: FileError.self) { try publish(FaultyCalls(failing: rule), folder) }
            #expect(try contents(of: folder) == ["file": [1, 2, 3]])
        }
    }

    @Test("a file is replaced only where that was asked for", arguments: Keeping.allCases)
    func replacing(keeping: Keeping) throws {
        try withFolder { folder in
            try place([1, 2, 3], at: folder.appending("file"))
            let files = Files(calls: FaultyCalls(failing: keeping.failing()))
            var file = try files.createNew(at: folder.appending("file"), temporaryName: ".part")
            try file.write(Self.bytes.span)
            try file.publish(replacing: true)
            #expect(try contents(of: folder) == ["file": Self.bytes])
        }
    }

    @Test("what turns up under the temporary name just before the file is made is not written into")
    func temporaryNameTaken() throws {
        for isLink in [false, true] {
            try withFolder { folder in
                let (temporary, victim) = (folder.appending(".part"), folder.appending("victim"))
                try place([1, 2, 3], at: victim)
                let rule = Keeping.named.failing { call in
                    if call.kind == .open {
                        let made =
                            isLink
                            ? symlink("victim", temporary.string)
                            : link(victim.string, temporary.string)
                        precondition(made == 0, "the test's own call works")
                    }
                    return nil
                }
                #expect(throws: FileError(.create, folder.appending("file"), .fileExists)) {
                    try publish(FaultyCalls(failing: rule), folder)
                }
                #expect(try Files().read(victim, limit: 100) == [1, 2, 3])
                #expect(try Files().status(of: folder.appending("file")) == nil)
            }
        }
    }
}
