import AtRest
import SafeSodium
import TestSupport
import Testing

/// Key slots with more than one passphrase. Each passphrase is worked on once for a file.
@Suite("Passphrases of key slots")
struct PassphraseTests {
    static let masterKey = [UInt8](1...32)

    /// A file that the passphrase `a` opens, and keys of other passphrases for it.
    static let first = try? KeySlots(
        wrapping: SecretBytes(copying: masterKey.span), under: secret("a"), cost: .interactive,
        at: 100)

    static func secret(_ text: String) -> SecretBytes {
        SecretBytes(copying: Array(text.utf8).span)
    }

    private func first() throws -> KeySlots { try #require(Self.first) }

    private func opens(_ slots: KeySlots, _ passphrase: String) throws -> Bool {
        do throws(AtRestError) {
            let opened = try slots.opened(byPassphrase: Self.secret(passphrase))
            #expect([UInt8](opened.masterKey.bytes) == Self.masterKey)
            #expect(opened.table?.filledAt[opened.used] != nil)
            return true
        } catch {
            #expect(error == .wrongPassphrase)
            return false
        }
    }

    @Test("one that is added opens beside the first, under the same salt and cost")
    func adding() throws {
        let slots = try first()
        let opened = try slots.opened(byPassphrase: Self.secret("a"))
        let more = try opened.adding(try slots.key(from: Self.secret("b")), at: 200)
        #expect(try opens(more, "a") && opens(more, "b") && !opens(more, "c"))
        #expect(more.encoded[..<43] == slots.encoded[..<43])
        #expect(try KeySlots(parsing: more.encoded) == more)
        let table = try more.opened(byPassphrase: Self.secret("b")).table
        #expect(table?.filledAt.compactMap(\.self).sorted() == [100, 200])
        // All but one slot are as they were.
        let changed = (0..<8).count { slot in
            let place = 43 + slot * 72..<43 + (slot + 1) * 72
            return more.encoded[place] != slots.encoded[place]
        }
        #expect(changed == 1)
    }

    @Test("one that takes the place of another opens, and the other does not")
    func replacing() throws {
        let slots = try first()
        let opened = try slots.opened(byPassphrase: Self.secret("a"))
        let next = try opened.replacing(with: try slots.key(from: Self.secret("b")), at: 200)
        #expect(try opens(next, "b") && !opens(next, "a"))
        #expect(try next.opened(byPassphrase: Self.secret("b")).table?.count == 1)
    }

    @Test("one that is removed does not open; the last one cannot be removed")
    func removing() throws {
        let slots = try first()
        let alone = try slots.opened(byPassphrase: Self.secret("a"))
        let none = try alone.removingUsed()
        #expect(none == nil)
        let both = try alone.adding(try slots.key(from: Self.secret("b")), at: 200)
        let left = try #require(
            try both.opened(byPassphrase: Self.secret("a")).removingUsed())
        #expect(try opens(left, "b") && !opens(left, "a"))
        let kept = try both.opened(byPassphrase: Self.secret("a")).keepingUsed(at: 300)
        #expect(try opens(kept, "a") && !opens(kept, "b"))
        #expect(
            try kept.opened(byPassphrase: Self.secret("a")).table?.filledAt.max {
                $0 ?? 0 < $1 ?? 0
            } == 100)
    }

    @Test("eight passphrases are taken, and not nine; none twice")
    func full() throws {
        let slots = try first()
        var opened = try slots.opened(byPassphrase: Self.secret("a"))
        #expect(throws: AtRestError.opensAlready) {
            _ = try opened.adding(try slots.key(from: Self.secret("a")), at: 1)
        }
        #expect(throws: AtRestError.opensAlready) {
            _ = try opened.replacing(with: try slots.key(from: Self.secret("a")), at: 1)
        }
        for number in 0..<7 {
            let key = try slots.key(from: Self.secret("\(number)"))
            let more = try opened.adding(key, at: 1)
            opened = try more.opened(by: key)
            #expect(opened.table?.count == number + 2)
        }
        #expect(throws: AtRestError.noFreeSlot) {
            _ = try opened.adding(try slots.key(from: Self.secret("b")), at: 1)
        }
    }

    @Test("a slot that is put back from an older file opens, and is found by the table")
    func oldSlot() throws {
        let slots = try first()
        let opened = try slots.opened(byPassphrase: Self.secret("a"))
        let key = try slots.key(from: Self.secret("b"))
        let next = try opened.replacing(with: key, at: 200)
        var body = Array(next.encoded.dropLast(32))
        body.replaceSubrange(43..<619, with: slots.encoded[43..<619])
        let forged = try KeySlots(parsing: body + SHA256Hash(of: body).bytes)
        let old = try forged.opened(byPassphrase: Self.secret("a"))
        #expect([UInt8](old.masterKey.bytes) == Self.masterKey)
        #expect(old.table == nil)
        #expect(throws: AtRestError.slotsAltered) { _ = try old.adding(key, at: 1) }
        #expect(throws: AtRestError.slotsAltered) { _ = try old.replacing(with: key, at: 1) }
        #expect(throws: AtRestError.slotsAltered) { _ = try old.removingUsed() }
        let mended = old.keepingUsed(at: 300)
        #expect(try mended.opened(byPassphrase: Self.secret("a")).table?.count == 1)
        #expect(try !opens(mended, "b"))
    }

    @Test("another cost has another salt, and the passphrases that were given")
    func cost() throws {
        let slots = try first()
        let opened = try slots.opened(byPassphrase: Self.secret("a"))
        let cost = try #require(Argon2Cost(operations: 3, memoryKiB: 65_536))
        var draft = SlotsDraft(cost: cost)
        draft.fill(
            opened.used, opened.masterKey, try draft.key(from: Self.secret("a"), KeySlots.Work()),
            at: 100)
        let next = draft.finished(opened.masterKey)
        #expect(next.cost == cost)
        #expect(next.encoded[27..<43] != slots.encoded[27..<43])
        #expect(try opens(next, "a"))
    }

    @Test("a passphrase is found in the first slot and in the last one", arguments: [0, 7])
    func anySlot(used: Int) throws {
        let salt = [UInt8](repeating: 5, count: 16)
        let parameters =
            Array("amanat-keyslots/v2\n".utf8) + [0, 0, 0, 2] + [0, 1, 0, 0] + salt
        let key = try PasswordHash.argon2id(
            passphrase: Self.secret("p"), salt: salt, cost: .interactive)
        let sealed = XChaCha20Poly1305.seal(
            Self.masterKey.span, key: key, authenticating: parameters)
        let slots = (0..<8).reduce(parameters) { $0 + ($1 == used ? sealed : Random.bytes(72)) }
        var table = [UInt8](repeating: 0, count: 64)
        table[used * 8 + 7] = 9
        let tableKey = HKDFSHA256.key(from: Self.masterKey.span, info: "amanat/v1 slots")
        let body =
            slots + XChaCha20Poly1305.seal(table.span, key: tableKey, authenticating: slots)
        let opened = try KeySlots(parsing: body + SHA256Hash(of: body).bytes)
            .opened(byPassphrase: Self.secret("p"))
        #expect([UInt8](opened.masterKey.bytes) == Self.masterKey)
        #expect(opened.used == used)
        #expect(opened.table?.filledAt[used] == 9)
        #expect(opened.table?.count == 1)
    }
}
