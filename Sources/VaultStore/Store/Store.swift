import AtRest
import DurableFiles
package import Journal
package import Outside
import Passphrases
import SafeSodium
package import Statements
import SystemPackage
import TransparencyLog

/// A vault, unlocked and held by this process alone: the one place that has all of its keys.
///
/// It is dropped when it is not used any more; then another command may hold the vault.
package struct Store: ~Copyable {
    package let unlocked: Unlocked
    private let lock: FolderLock
    var journal: Journal
    private var cachedLog: KnownLog?

    package internal(set) var people: People

    /// What opening the vault mended.
    package internal(set) var mended: [Mended] = []

    /// Leaves of testimonies whose objects in `sealing/` are not as they were promised: they stay until somebody looks.
    var unclearPromises: [Leaf] = []

    /// What was found not to be as this vault wrote it, and skipped.
    private var damage: [VaultError] = []

    init(_ unlocked: Unlocked, _ lock: consuming FolderLock) throws(VaultError) {
        let people = try unlocked.read(People.self)
        let journal = try Self.openJournal(unlocked)
        self.unlocked = unlocked
        self.lock = lock
        self.people = people
        self.journal = journal
    }

    /// Opens the vault's own journal, and checks that the device signed its head.
    private static func openJournal(_ unlocked: Unlocked) throws(VaultError) -> Journal {
        let card = unlocked.card
        return try asVault {
            guard let journal = try Journal.open(at: unlocked.journalPlace, log: card.key.name)
            else { throw StoreReason.journalHeadMissing }
            guard journal.isHeadSigned(by: card.key) else { throw StoreReason.journalHeadNotSigned }
            return journal
        }
    }

    // MARK: What it is

    package var card: Card { unlocked.card }
    package var role: Role { card.role }
    package var layout: VaultLayout { unlocked.layout }
    package var surroundings: Surroundings { unlocked.surroundings }

    /// A write to the journal that had not finished, and whether it could be cut off.
    var tornWrite: (damage: JournalDamage, isCutOff: Bool)? {
        journal.cutTail.map { ($0, journal.takesEntries) }
    }

    // MARK: People

    /// Remembers somebody; durable when it returns.
    package mutating func remember(_ person: Person) throws(VaultError) {
        var people = people
        people[person.card.fingerprint] = person
        try unlocked.write(people)
        self.people = people
    }

    // MARK: The vault's own log

    /// How many entries the vault's own log has, with those that were forgotten.
    package var size: UInt64 { journal.state.frontier.size }

    /// How many of them were forgotten.
    package var forgottenCount: UInt64 { journal.forgottenCount }

    /// What is known of the vault's own log: all of it, but for what was forgotten or is damaged.
    package mutating func log() throws(VaultError) -> KnownLog {
        if let cachedLog { return cachedLog }
        var found: [JournalDamage] = []
        let log = try KnownLog(reading: journal, damage: &found)
        note(found)
        cachedLog = log
        return log
    }

    /// The leaves of the vault's own log, in order.
    package mutating func leaves() throws(VaultError) -> [IndexedLeaf] {
        try log().leaves
    }

    /// Whether the vault's own log names a record.
    package mutating func hasSealed(_ id: ObjectID) throws(VaultError) -> Bool {
        try leaves().contains { $0.leaf.kind == .sealed && $0.leaf.object == id }
    }

    /// Whether the vault's own log has the head of a receipt, or has forgotten what was before it.
    package mutating func logHas(_ receipt: Receipt) throws(VaultError) -> Bool {
        guard receipt.size <= size else { return false }
        guard receipt.size >= forgottenCount else { return true }
        // Where the leaves there are lost by damage, nothing speaks against it.
        return try log().root(at: receipt.size).map { $0 == receipt.root } ?? true
    }

    /// Appends leaves to the vault's own log, with a new signed checkpoint; durable when it returns.
    ///
    /// - Parameter permission: that this vault may sign.
    package mutating func append(
        _ leaves: [Leaf], _ permission: SigningPermission
    ) throws(VaultError) {
        guard !leaves.isEmpty else { return }
        let start = journal.state.frontier
        let encoded = leaves.map(\.encoded)
        var frontier = start
        for leaf in encoded { frontier.append(MerkleTree.leafHash(of: leaf)) }
        let checkpoint = unlocked.signer.checkpoint(frontier)
        do {
            try journal.append(
                encoded, state: LogState(frontier: frontier, checkpoint: checkpoint.encoded))
        } catch {
            throw VaultError(wrapping: error)
        }
        guard let stretch = Stretch(from: start, leaves, to: frontier, checkpoint) else {
            preconditionFailure("a checkpoint is signed for its frontier")
        }
        cachedLog?.add(stretch)
    }

    /// Goes on without the leaves before an index.
    package mutating func forgetLeaves(before index: UInt64) throws(VaultError) {
        do {
            try journal.forget(before: index)
        } catch {
            throw VaultError(wrapping: error)
        }
        cachedLog = nil
    }

    // MARK: Damage

    /// Notes what the work found damaged, once; whoever reports the work takes it along.
    package mutating func note(_ found: [JournalDamage]) {
        for found in found { note(VaultError(found)) }
    }

    /// Notes damage that an error tells of.
    package mutating func note(_ error: VaultError) {
        if !damage.contains(error) { damage.append(error) }
    }

    /// What was found damaged since this was asked last: part of a result.
    package mutating func takeDamage() -> [VaultError] {
        defer { damage = [] }
        return damage
    }

    /// What was seen of somebody's log; nil, and noted, where the copy of it cannot be read.
    package mutating func copy(of person: Person) throws(VaultError) -> LogCopy? {
        do {
            let copy = try LogCopy(unlocked.logs, ofDevice: person.device)
            note(copy.damage)
            return copy
        } catch {
            guard error.kind == .damaged else { throw error }
            note(error.about(.journalCopy(of: person.card.name)))
            return nil
        }
    }
}
