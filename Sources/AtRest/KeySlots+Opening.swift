package import SafeSodium

/// A passphrase, worked on: it opens the slots of every file with the same cost and salt.
package struct SlotKey: ~Copyable, Sendable {
    let secret: SecretBytes
    let parameters: [UInt8]
}

/// Key slots that a passphrase opened.
package struct OpenedSlots: ~Copyable, Sendable {
    package let slots: KeySlots
    package let masterKey: SecretBytes
    /// The slot that opened.
    package let used: Int
    /// Which slots are in use; nil where somebody without the master key changed the file.
    package let table: SlotTable?
}

extension KeySlots {
    /// What bounds a derivation: memory, and whoever waits for it.
    package struct Work {
        let memoryLimitKiB: UInt64
        let isWanted: () -> Bool

        /// - Parameters:
        ///   - memoryLimitKiB: the most memory that is touched, whatever a file says.
        ///   - isWanted: asked several times a second; false ends the wait.
        package init(
            memoryLimitKiB: UInt64 = MachineMemory.availableKiB(),
            while isWanted: @escaping () -> Bool = { true }
        ) {
            self.memoryLimitKiB = memoryLimitKiB
            self.isWanted = isWanted
        }

        /// - Throws: ``AtRestError/outOfMemory(memoryKiB:thereKiB:)`` where a cost is beyond the limit.
        package func require(_ cost: Argon2Cost) throws(AtRestError) {
            guard UInt64(cost.memoryKiB) <= memoryLimitKiB else {
                throw .outOfMemory(memoryKiB: cost.memoryKiB, thereKiB: memoryLimitKiB)
            }
        }
    }

    /// Works on a passphrase under the file's salt and cost: this is what takes seconds.
    ///
    /// - Throws: ``AtRestError/outOfMemory(memoryKiB:thereKiB:)``, before any is touched where the limit is
    ///   less; ``AtRestError/stopped``.
    package func key(
        from passphrase: borrowing SecretBytes, _ work: Work = Work()
    ) throws(AtRestError) -> SlotKey {
        try Self.key(from: passphrase, parameters, cost, work)
    }

    static func key(
        from passphrase: borrowing SecretBytes, _ parameters: [UInt8], _ cost: Argon2Cost,
        _ work: Work
    ) throws(AtRestError) -> SlotKey {
        try work.require(cost)
        do throws(PasswordHashFailure) {
            let salt = Array(parameters.suffix(PasswordHash.saltByteCount))
            let secret = try PasswordHash.argon2id(
                passphrase: passphrase, salt: salt, cost: cost, while: work.isWanted)
            return SlotKey(secret: secret, parameters: parameters)
        } catch {
            throw error == .stopped ? .stopped : .outOfMemory(memoryKiB: cost.memoryKiB)
        }
    }

    /// Tries a passphrase that was worked on at every slot.
    ///
    /// - Throws: ``AtRestError/wrongPassphrase``.
    package func opened(by key: borrowing SlotKey) throws(AtRestError) -> OpenedSlots {
        precondition(key.parameters == parameters, "a key of another salt or cost")
        for number in 0..<Self.slotCount {
            guard let masterKey = masterKey(in: number, key) else { continue }
            let table = SlotTable(of: self, masterKey: masterKey)
            return OpenedSlots(slots: self, masterKey: masterKey, used: number, table: table)
        }
        throw .wrongPassphrase
    }

    private func masterKey(in number: Int, _ key: borrowing SlotKey) -> SecretBytes? {
        let sealed = slot(number)
        return try? XChaCha20Poly1305.open(
            sealed.span, key: key.secret, authenticating: parameters)
    }

    /// Opens the file with a passphrase.
    ///
    /// - Throws: as ``key(from:_:)`` and ``opened(by:)``.
    package func opened(
        byPassphrase passphrase: borrowing SecretBytes, _ work: Work = Work()
    ) throws(AtRestError) -> OpenedSlots {
        try opened(by: try key(from: passphrase, work))
    }
}
