import AtRest
import DurableFiles
public import Outside
public import Passphrases
import SafeSodium
import Statements
import TransparencyLog

/// The passphrases of a vault, opened by one of them.
///
/// Each change replaces the file `keyslots` in one step: a crash leaves the file as it was or as it shall be.
/// It re-keys nothing: whoever kept a copy of the file from before opens the vault with a passphrase of then. The
/// vault is locked only while the file is replaced, so that a question which nobody answers blocks no other command.
public struct VaultPassphrases: ~Copyable {
    /// One of them.
    public struct Entry: Hashable, Sendable, Encodable {
        /// When it was set, by this laptop's clock (RFC 3339, UTC).
        public let setAt: String
        /// Whether it is the one that was typed.
        public let isTyped: Bool

        private enum CodingKeys: String, CodingKey {
            case setAt = "set"
            case isTyped = "typed"
        }
    }

    private let vault: LockedVault
    private let opened: OpenedSlots
    /// The vault's own name and role, which no passphrase should be made of.
    public let context: [String]

    /// Opens the key slots of a vault.
    ///
    /// - Throws: ``VaultError``: `wrongPassphrase`, `damaged`, `refused`, `interrupted`.
    public init(
        of vault: LockedVault, with passphrase: borrowing VaultPassphrase
    ) throws(VaultError) {
        self.vault = vault
        opened = try vault.openSlots(passphrase)
        context = Self.context(vault.layout, opened.masterKey, vault.surroundings.files)
    }

    private var surroundings: Surroundings { vault.surroundings }

    private static func context(
        _ layout: VaultLayout, _ masterKey: borrowing SecretBytes, _ files: Files
    ) -> [String] {
        let boxes = BoxFolder(layout.root, keys: VaultKeys(masterKey: masterKey), files: files)
        // Damage there is no reason to keep a passphrase that somebody else knows.
        guard let contents = (try? boxes.read(VaultLayout.identityBox)) ?? nil,
            let identity = try? DeviceIdentity(parsing: contents)
        else { return [] }
        return [identity.card.name, identity.card.role.rawValue]
    }

    /// How many passphrases open the vault; nil where somebody altered the key slots, and it is not known.
    public var count: Int? { opened.table?.count }

    /// Those that open the vault, the oldest first; none where it is not known.
    public var entries: [Entry] {
        let times = opened.table?.filledAt.enumerated().compactMap { slot, time in
            time.map { (time: $0, isTyped: slot == opened.used) }
        }
        return (times ?? []).sorted { $0.time < $1.time }.map { time, isTyped in
            let time = Timestamp(secondsSince1970: Int64(clamping: time)) ?? .maximum
            return Entry(setAt: "\(time)", isTyped: isTyped)
        }
    }

    /// What one try costs; nil where it is none of those that have a name.
    public var cost: KeyCost? {
        let cost = opened.slots.cost
        return KeyCost.allCases.first { $0.argon2 == cost }
    }

    // MARK: Changing

    /// Sets another passphrase in the place of the one that was typed, which opens no more.
    ///
    /// - Throws: ``VaultError``: `refused` where it opens the vault already; `damaged` where the key slots were
    ///   altered; `disk`; `interrupted`.
    public func change(to new: borrowing VaultPassphrase) throws(VaultError) {
        try asVault {
            let key = try opened.slots.key(
                from: new.secret, surroundings.derivation(.deriving))
            try write(try opened.replacing(with: key, at: surroundings.secondsNow))
        }
    }

    /// Sets one more passphrase, beside those that open the vault.
    ///
    /// - Throws: ``VaultError``: as ``change(to:)``; `refused` where eight are in use.
    public func add(_ new: borrowing VaultPassphrase) throws(VaultError) {
        try asVault {
            let key = try opened.slots.key(
                from: new.secret, surroundings.derivation(.deriving))
            try write(try opened.adding(key, at: surroundings.secondsNow))
        }
    }

    /// Removes the passphrase that was typed.
    ///
    /// - Throws: ``VaultError``: `refused` where it is the only one; `damaged`; `disk`.
    public func removeTyped() throws(VaultError) {
        try requireAnother()
        if let slots = try asVault({ try opened.removingUsed() }) { try write(slots) }
    }

    /// Checks that the passphrase that was typed is not the only one.
    ///
    /// - Throws: ``VaultError``: `refused`; `damaged` where it is not known.
    public func requireAnother() throws(VaultError) {
        guard let count else { throw VaultError(AtRestError.slotsAltered) }
        guard count > 1 else {
            throw VaultError(StoreReason.onlyPassphrase)
        }
    }

    /// Removes all passphrases but the one that was typed. It mends key slots that were altered.
    ///
    /// - Throws: ``VaultError``: `disk`.
    public func removeOthers() throws(VaultError) {
        try write(opened.keepingUsed(at: surroundings.secondsNow))
    }

    /// Sets what one try costs. It takes the passphrases themselves: those that are given stay, and no others.
    ///
    /// - Parameters:
    ///   - cost: from now on.
    ///   - passphrase: that was typed.
    ///   - others: gives the next of the others, and nil when there are no more.
    ///   - isDroppingRest: whether passphrases that are not given shall open no more.
    /// - Returns: how many stay.
    /// - Throws: ``VaultError``: `wrongPassphrase` where one of the others opens nothing; `refused` where one is not
    ///   given and `isDroppingRest` is false; `damaged`; `disk`; `interrupted`.
    public func setCost(
        _ cost: KeyCost, typed passphrase: borrowing VaultPassphrase,
        others: () throws -> VaultPassphrase?, isDroppingRest: Bool
    ) throws(VaultError) -> Int {
        try asVault {
            guard let table = opened.table else { throw AtRestError.slotsAltered }
            var draft = SlotsDraft(cost: cost.argon2)
            try fill(opened.used, passphrase, table, &draft)
            while draft.count < table.count, let other = try others() {
                let slots = try opened.slots.opened(
                    byPassphrase: other.secret, surroundings.derivation())
                try fill(slots.used, other, table, &draft)
            }
            guard draft.count == table.count || isDroppingRest else {
                throw StoreReason.passphrasesMissing(given: draft.count, count: table.count)
            }
            try write(draft.finished(opened.masterKey))
            return draft.count
        }
    }

    private func fill(
        _ slot: Int, _ passphrase: borrowing VaultPassphrase, _ table: SlotTable,
        _ draft: inout SlotsDraft
    ) throws(AtRestError) {
        let key = try draft.key(
            from: passphrase.secret, surroundings.derivation(.deriving))
        draft.fill(slot, opened.masterKey, key, at: table.filledAt[slot] ?? 0)
    }

    private func write(_ slots: KeySlots) throws(VaultError) {
        let lock = try vault.hold()
        defer { extendLifetime(lock) }
        guard try vault.layout.readSlots(surroundings.files) == opened.slots else {
            throw VaultError(StoreReason.passphrasesChanged)
        }
        let encoded = slots.encoded
        try asVault {
            try surroundings.files.replaceAtomically(vault.layout.keySlots, with: encoded.span)
        }
    }
}
