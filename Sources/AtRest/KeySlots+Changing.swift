package import SafeSodium

// Each change gives the whole of the next file, which replaces the last one in one step. What is not in use is
// random bytes, and looks as before.
extension KeySlots {
    /// Wraps a master key under a passphrase, with a new salt.
    ///
    /// - Parameters:
    ///   - masterKey: 32 bytes.
    ///   - passphrase: opens it from now on.
    ///   - cost: of one try.
    ///   - time: now, in seconds since 1970.
    ///   - work: what bounds the derivation.
    /// - Throws: as ``key(from:_:)``.
    package init(
        wrapping masterKey: borrowing SecretBytes, under passphrase: borrowing SecretBytes,
        cost: Argon2Cost, at time: UInt64 = 0, _ work: Work = Work()
    ) throws(AtRestError) {
        var draft = SlotsDraft(cost: cost)
        let key = try draft.key(from: passphrase, work)
        draft.fill(Int(Random.number(below: UInt32(Self.slotCount))), masterKey, key, at: time)
        self = draft.finished(masterKey)
    }
}

extension OpenedSlots {
    /// With one more passphrase, in a slot that is not in use.
    ///
    /// - Throws: ``AtRestError``: `slotsAltered`; `opensAlready`; `noFreeSlot`.
    package borrowing func adding(
        _ key: borrowing SlotKey, at time: UInt64
    ) throws(AtRestError) -> KeySlots {
        guard let table else { throw .slotsAltered }
        try requireNew(key)
        let free = table.filledAt.indices.filter { table.filledAt[$0] == nil }
        guard !free.isEmpty else { throw .noFreeSlot }
        var draft = SlotsDraft(slots, table)
        draft.fill(free[Int(Random.number(below: UInt32(free.count)))], masterKey, key, at: time)
        return draft.finished(masterKey)
    }

    /// With another passphrase in the place of the one that opened.
    ///
    /// - Throws: ``AtRestError``: `slotsAltered`; `opensAlready`.
    package borrowing func replacing(
        with key: borrowing SlotKey, at time: UInt64
    ) throws(AtRestError) -> KeySlots {
        guard let table else { throw .slotsAltered }
        try requireNew(key)
        var draft = SlotsDraft(slots, table)
        draft.fill(used, masterKey, key, at: time)
        return draft.finished(masterKey)
    }

    /// Without the passphrase that opened; nil where it is the last one.
    ///
    /// - Throws: ``AtRestError/slotsAltered``.
    package borrowing func removingUsed() throws(AtRestError) -> KeySlots? {
        guard let table else { throw .slotsAltered }
        guard table.count > 1 else { return nil }
        var draft = SlotsDraft(slots, table)
        draft.clear(used)
        return draft.finished(masterKey)
    }

    /// With the passphrase that opened alone. It is the way back from slots that were altered.
    package borrowing func keepingUsed(at time: UInt64) -> KeySlots {
        var draft = SlotsDraft(slots, table ?? SlotTable())
        for slot in 0..<KeySlots.slotCount where slot != used { draft.clear(slot) }
        if draft.table.filledAt[used] == nil { draft.table.filledAt[used] = time }
        return draft.finished(masterKey)
    }

    private borrowing func requireNew(_ key: borrowing SlotKey) throws(AtRestError) {
        do {
            _ = try slots.opened(by: key)
        } catch {
            return  // as it should be
        }
        throw .opensAlready
    }
}

/// Slots under a new salt or cost, which takes each passphrase that is to stay.
package struct SlotsDraft: Sendable {
    private let cost: Argon2Cost
    private var body: [UInt8]
    fileprivate(set) var table: SlotTable

    /// All slots empty, with a new salt.
    package init(cost: Argon2Cost) {
        self.cost = cost
        table = SlotTable()
        body =
            KeySlots.parameters(cost, salt: Random.bytes(PasswordHash.saltByteCount))
            + Random.bytes(KeySlots.slotCount * KeySlots.slotByteCount)
    }

    fileprivate init(_ slots: KeySlots, _ table: SlotTable) {
        cost = slots.cost
        body = Array(slots.body[..<KeySlots.tableOffset])
        self.table = table
    }

    private var parameters: [UInt8] { Array(body[..<KeySlots.parametersByteCount]) }

    /// How many slots are filled.
    package var count: Int { table.count }

    /// - Throws: as ``KeySlots/key(from:_:)``.
    package func key(
        from passphrase: borrowing SecretBytes, _ work: KeySlots.Work
    ) throws(AtRestError) -> SlotKey {
        try KeySlots.key(from: passphrase, parameters, cost, work)
    }

    /// Puts a key into a slot.
    package mutating func fill(
        _ slot: Int, _ masterKey: borrowing SecretBytes, _ key: borrowing SlotKey, at time: UInt64
    ) {
        precondition(masterKey.byteCount == KeySlots.masterKeyByteCount, "a master key is 32 bytes")
        precondition(key.parameters == parameters, "a key of another salt or cost")
        let sealed = XChaCha20Poly1305.seal(
            masterKey.bytes, key: key.secret, authenticating: parameters)
        body.replaceSubrange(KeySlots.place(of: slot), with: sealed)
        table.filledAt[slot] = max(time, 1)
    }

    fileprivate mutating func clear(_ slot: Int) {
        body.replaceSubrange(
            KeySlots.place(of: slot), with: Random.bytes(KeySlots.slotByteCount))
        table.filledAt[slot] = nil
    }

    /// The file.
    package func finished(_ masterKey: borrowing SecretBytes) -> KeySlots {
        precondition(table.count > 0, "no passphrase would open it")
        return KeySlots(cost: cost, body: body + table.sealed(after: body, masterKey: masterKey))
    }
}
