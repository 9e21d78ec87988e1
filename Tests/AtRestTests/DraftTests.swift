import DurableFiles
import SafeSodium
import SystemPackage
import TestSupport
import Testing

@testable import AtRest

@Suite("Drafts")
struct DraftTests {
    private static let name = String(repeating: "0a", count: 16)

    private func drafts(_ vault: FilePath, _ files: Files = Files()) -> DraftFolder {
        DraftFolder(
            vault, keys: VaultKeys(masterKey: SecretBytes(copying: [UInt8](1...32).span)),
            files: files)
    }

    private func read(_ draft: Draft) throws -> [UInt8] {
        let contents = try draft.contents()
        return [UInt8](contents.bytes)
    }

    @Test(
        "a draft gives back what was saved last, and its file tells a size class only",
        arguments: [0, 1, 16_383, 16_384, 70_000])
    func roundTrip(byteCount: Int) throws {
        var bytes = [UInt8](repeating: 0x61, count: byteCount)
        if byteCount > 3 { bytes[byteCount - 1] = 0 }  // a text may end in anything
        try withFolder { vault in
            let file = vault.appending("drafts/\(Self.name).draft")
            do {
                let draft = try drafts(vault).begin(Self.name)
                try draft.save([1, 2, 3].span)
                try draft.save(bytes.span)
            }
            let draft = try #require(try drafts(vault).open(Self.name))
            #expect(try read(draft) == bytes)
            let size = try Files().status(of: file)?.byteCount ?? 0
            let padded = size - 16 - 24 - 16
            #expect(padded >= 16 << 10 && padded & (padded - 1) == 0)
            let sealed = try Files().read(file, limit: 1 << 20)
            #expect(byteCount < 100 || !sealed.contains(Array(repeating: 0x61, count: 16)))
        }
    }

    @Test("who has a draft keeps others from it, for as long as it is held")
    func held() throws {
        try withFolder { vault in
            do {
                let draft = try drafts(vault).begin(Self.name)
                try draft.save([1].span)
                #expect(try drafts(vault).states() == [Self.name: .held])
                let other = try drafts(vault).open(Self.name)
                #expect(other == nil)
                #expect(try !drafts(vault).destroy(Self.name))
                extendLifetime(draft)
            }
            #expect(try drafts(vault).states() == [Self.name: .whole])
            #expect(try drafts(vault).destroy(Self.name))
            #expect(try drafts(vault).states() == [:])
        }
    }

    @Test("the key's file is one place from beginning to end, and holds zeros before it is removed")
    func overwriting() throws {
        try withFolder { vault in
            let disk = CrashDisk(.posix)
            let files = Files(calls: disk)
            try files.makeFolder("/vault")
            let draft = try drafts("/vault", files).begin(Self.name)
            let key = FilePath("/vault/drafts/\(Self.name).key")
            let place = try files.status(of: key)?.place
            try draft.save([1].span)
            try draft.save([2].span)
            #expect(try files.status(of: key)?.place == place)
            let before = disk.operationCount
            try draft.destroy()
            // Somewhere between, the whole of the key's file was zeros, durably; and it went before the draft did.
            var sawZeros = false
            for moment in disk.moments where moment.number >= before {
                let seen = Files(calls: moment.killed())
                guard try seen.status(of: key) != nil else { continue }
                let bytes = try seen.read(key, limit: 1000)
                sawZeros = sawZeros || bytes.allSatisfy { $0 == 0 }
                #expect(try seen.status(of: FilePath("/vault/drafts/\(Self.name).draft")) != nil)
            }
            #expect(sawZeros)
            _ = vault
        }
    }

    @Test(
        "a crash at any moment leaves the text before or after a save, or a draft that opens no more"
    )
    func crashes() throws {
        let disk = CrashDisk(.posix)
        let files = Files(calls: disk)
        try files.makeFolder("/vault")
        disk.settle()
        var saved: [(text: [UInt8], operations: Int)] = []
        let draft = try drafts("/vault", files).begin(Self.name)
        for number in UInt8(1)...3 {
            try draft.save([number, number].span)
            saved.append(([number, number], disk.operationCount))
        }
        let destroying = disk.operationCount
        try draft.destroy()
        let destroyed = disk.operationCount
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of drafts"))
        for moment in disk.moments {
            tally.tryCrash(at: moment, limit: 8, using: &generator) { crashed in
                let folder = drafts("/vault", Files(calls: crashed))
                let state = try folder.states()[Self.name]
                let durable = saved.last { $0.operations <= moment.number }
                if moment.number <= destroying, let durable {
                    try hold(state == .whole, "a saved draft is \(String(describing: state))")
                    let held = try folder.open(Self.name)
                    let text = try held.map { try read($0) }
                    try hold(
                        text == durable.text
                            || saved.contains { $0.text == text && $0.operations > moment.number },
                        "the text is \(String(describing: text))")
                } else if moment.number >= destroyed {
                    try hold(state == nil, "a destroyed draft is \(String(describing: state))")
                }
                if state == .remains {
                    try hold(try folder.destroy(Self.name), "what is left cannot be removed")
                    try hold(try folder.states().isEmpty, "something stays")
                }
            }
        }
        tally.report("drafts")
        #expect(tally.isClean)
    }

    @Test("damage of key or draft is named, and neither is taken for another's")
    func damage() throws {
        try withFolder { vault in
            let other = String(repeating: "0b", count: 16)
            for name in [Self.name, other] {
                try drafts(vault).begin(name).save([1, 2, 3].span)
            }
            let folder = vault.appending("drafts")
            func file(_ name: String, _ ending: String) -> FilePath {
                folder.appending("\(name).\(ending)")
            }
            let draft = try Files().read(file(Self.name, "draft"), limit: 1 << 20)
            for place in [0, 16, 50, draft.count - 1] {
                var bad = draft
                bad[place] ^= 1
                try Files().replaceAtomically(file(Self.name, "draft"), with: bad.span)
                let opened = try #require(try drafts(vault).open(Self.name))
                #expect(throws: AtRestError.damaged(place: "drafts/\(Self.name).draft")) {
                    _ = try opened.contents()
                }
            }
            let others = try Files().read(file(other, "draft"), limit: 1 << 20)
            try Files().replaceAtomically(file(Self.name, "draft"), with: others.span)
            let opened = try #require(try drafts(vault).open(Self.name))
            #expect(throws: AtRestError.self) { _ = try opened.contents() }
            let otherKey = try Files().read(file(other, "key"), limit: 1000)
            try Files().remove(file(Self.name, "key"))
            try Files().createInPlace(file(Self.name, "key"), otherKey.span)
            #expect(throws: AtRestError.damaged(place: "drafts/\(Self.name).key")) {
                _ = try drafts(vault).open(Self.name)
            }
        }
    }

    @Test("a draft without a key, or a key without a draft, is what a crash left, and is removed")
    func remains() throws {
        try withFolder { vault in
            do { _ = try drafts(vault).begin(Self.name) }
            #expect(try drafts(vault).states() == [Self.name: .remains])
            #expect(try drafts(vault).destroy(Self.name))
            do { try drafts(vault).begin(Self.name).save([1].span) }
            try Files().remove(vault.appending("drafts/\(Self.name).key"))
            #expect(try drafts(vault).states() == [Self.name: .remains])
            #expect(try drafts(vault).destroy(Self.name))
            #expect(try contents(of: vault.appending("drafts")).isEmpty)
        }
    }

    @Test("a key that was overwritten is no damage: what is left of its draft is removed")
    func overwritten() throws {
        try withFolder { vault in
            do { try drafts(vault).begin(Self.name).save([1].span) }
            let zeros = [UInt8](repeating: 0, count: Draft.keyFileByteCount)
            try Files().overwrite(vault.appending("drafts/\(Self.name).key"), with: zeros.span)
            #expect(try drafts(vault).states() == [Self.name: .remains])
            #expect(try drafts(vault).destroy(Self.name))
            #expect(try contents(of: vault.appending("drafts")).isEmpty)
        }
    }

    @Test("other files in the folder are nobody's drafts, and stay")
    func strays() throws {
        try withFolder { vault in
            do { try drafts(vault).begin(Self.name).save([1].span) }
            for name in ["notes.txt", "x.key", "\(Self.name).txt"] {
                try place([1], at: vault.appending("drafts/\(name)"))
            }
            #expect(try drafts(vault).states() == [Self.name: .whole])
            #expect(try drafts(vault).destroy(Self.name))
            #expect(try contents(of: vault.appending("drafts")).count == 3)
        }
    }
}
