public import Passphrases
import DurableFiles
import Journal
import SafeSodium
public import Statements
public import SystemPackage
import TransparencyLog

/// A vault, unlocked and held by this process alone.
///
/// ```swift
/// var vault = try Vault.open(at: "/home/lola/vault", with: passphrase)
/// let sealed = try vault.seal([.file("account.txt", attachments: ["voice.wav"])])
/// let report = try vault.sync(with: "/media/stick")
/// ```
/// It is dropped when it is not used any more; then another command may open it.
public struct Vault: ~Copyable {
    let core: VaultCore
    private let lock: FolderLock
    var journal: Journal
    private var cachedLog: KnownLog?

    var people: People
    /// Whether the person wants to hand off what is here although nothing more ought to be signed.
    var goesOnDespiteFault = false

    /// What opening the vault mended, in words: a torn write that was cut off, objects that were
    /// adopted.
    public internal(set) var notices: [String] = []

    /// What the work came upon that is not as this vault wrote it, and stepped over.
    public internal(set) var damage: [CheckReport.Damage] = []

    /// The vault's own card.
    public var card: Card { core.card }

    /// Whether it opens what others sealed.
    public var role: Role { core.card.role }

    // MARK: Making

    /// Makes a vault in a folder that is empty or not there.
    ///
    /// - Parameters:
    ///   - path: of the folder.
    ///   - role: what its owner does.
    ///   - name: the owner's pseudonym.
    ///   - passphrase: opens it from now on. A weak one is refused.
    ///   - cost: of one try of the passphrase; nil takes what suits the role.
    ///   - surroundings: the disk and the clock.
    /// - Throws: ``VaultError``: `refused` where something is there, or the name or passphrase will
    ///   not do; `disk`.
    @discardableResult
    public static func create(
        at path: FilePath, role: Role, name: String, passphrase: borrowing VaultPassphrase,
        cost: KeyCost? = nil, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> Card {
        if let weakness = passphrase.weakness(knowing: [name, role.rawValue]) {
            throw VaultError(
                .refused, "this passphrase will not do: \(weakness)",
                hint: "\(weakness.advice): `amanat init --generate`")
        }
        return try VaultMaker(VaultLayout(path), surroundings).make(
            role: role, name: name, passphrase: passphrase,
            cost: cost ?? .usual(for: role))
    }

    // MARK: Opening

    /// Checks that there is a vault, without a passphrase.
    ///
    /// - Throws: ``VaultError`` of the kind `noVault`.
    public static func requireVault(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try VaultCore.requireVault(VaultLayout(path), surroundings.files)
    }

    /// Unlocks a vault, and mends what a crash left behind.
    ///
    /// - Throws: ``VaultError``: `noVault`; `inUse` where another command holds it for longer than
    ///   a moment; `wrongPassphrase`; `damaged`.
    public static func open(
        at path: FilePath, with passphrase: borrowing VaultPassphrase,
        surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> Vault {
        let layout = VaultLayout(path)
        let lock = try acquireLock(layout, surroundings)
        let core = try VaultCore.unlock(layout, passphrase, surroundings)
        return try open(core, lock)
    }

    /// Opens an unlocked vault, and mends what a crash left behind.
    static func open(
        _ core: VaultCore, _ lock: consuming FolderLock
    ) throws(VaultError) -> Vault {
        core.removeLeftovers()
        let people = try core.readPeople()
        var vault = Vault(
            core: core, lock: lock, journal: try openJournal(core), people: people)
        if let tail = vault.journal.cutTail {
            let became =
                vault.journal.takesEntries
                ? "and was cut off" : "and stays: the disk cannot be written"
            vault.notices.append(
                "a write to the journal had not finished, \(became) "
                    + "(\(tail.place), byte \(tail.offset))")
        }
        if let stop = vault.stop { vault.notices.append(stop.message) }
        if vault.stop == nil { try vault.settleSealing() }
        vault.settleDrafts()
        core.settleReserve()
        return vault
    }

    /// Opens the vault's own journal, and checks that the device signed its head.
    private static func openJournal(_ core: VaultCore) throws(VaultError) -> Journal {
        try asVault {
            guard let journal = try Journal.open(at: core.journalPlace, log: core.card.key.name)
            else {
                throw VaultError(
                    .damaged, "journal/head is missing", hint: "`amanat verify` says more")
            }
            guard journal.isHeadSigned(by: core.card.key) else {
                throw VaultError(.damaged, "journal/head was not signed by this vault")
            }
            return journal
        }
    }

    private init(
        core: VaultCore, lock: consuming FolderLock, journal: consuming Journal, people: People
    ) {
        self.core = core
        self.lock = lock
        self.journal = journal
        self.people = people
    }

    static func acquireLock(
        _ layout: VaultLayout, _ surroundings: Surroundings
    ) throws(VaultError) -> FolderLock {
        try VaultCore.requireVault(layout, surroundings.files)
        let lock: FolderLock?
        do {
            lock = try FolderLock.acquire(
                layout.lock, patience: surroundings.patience, files: surroundings.files)
        } catch {
            throw VaultError(error)
        }
        guard let lock else {
            throw VaultError(
                .inUse, "another command is using the vault at \(layout.root)",
                hint: "wait until it has ended, then try again")
        }
        return lock
    }

    // MARK: The vault's own log

    /// The state of the vault's own log.
    var logState: LogState { journal.state }

    /// What is known of the vault's own log: all of it, but for what was forgotten or is damaged.
    mutating func log() throws(VaultError) -> KnownLog {
        if let cachedLog { return cachedLog }
        var found: [JournalDamage] = []
        let log: KnownLog
        do {
            log = try KnownLog(reading: journal, damage: &found)
        } catch {
            throw VaultError(error)
        }
        add(found)
        cachedLog = log
        return log
    }

    /// The leaves of the vault's own log, in order.
    mutating func leaves() throws(VaultError) -> [IndexedLeaf] {
        try log().leaves
    }

    /// Appends leaves to the vault's own log, with a new signed checkpoint; durable when it
    /// returns.
    mutating func append(_ leaves: [Leaf]) throws(VaultError) {
        guard !leaves.isEmpty else { return }
        try requireToSign()
        let start = journal.state.frontier
        var frontier = start
        let encoded = leaves.map(\.encoded)
        for leaf in encoded { frontier.append(MerkleTree.leafHash(of: leaf)) }
        let checkpoint = core.signedCheckpoint(frontier)
        do {
            try journal.append(
                encoded, state: LogState(frontier: frontier, checkpoint: checkpoint.encoded))
        } catch {
            throw VaultError(error)
        }
        cachedLog?.add(from: start, leaves, to: frontier, checkpoint)
    }

    /// Goes on without the leaves before an index.
    mutating func forgetLeaves(before index: UInt64) throws(VaultError) {
        do {
            try journal.forget(before: index)
        } catch {
            throw VaultError(error)
        }
        cachedLog = nil
    }

    /// Notes what the work stepped over, once.
    mutating func add(_ found: [JournalDamage]) {
        for found in found.map(CheckReport.Damage.init) where !damage.contains(found) {
            damage.append(found)
        }
    }

    /// Notes damage that an error tells of.
    mutating func add(_ error: VaultError) {
        let found = CheckReport.Damage(place: "vault", message: error.message)
        if !damage.contains(found) { damage.append(found) }
    }

    /// What was seen of somebody's log; nil, and noted, where the copy of it cannot be read.
    mutating func copy(of person: Person) throws(VaultError) -> LogCopy? {
        do {
            let copy = try LogCopy(core, ofDevice: person.card.key.name)
            add(copy.damage)
            return copy
        } catch {
            let error = VaultError(error)
            guard error.kind == .damaged else { throw error }
            add(error.about("the copy of the journal of \(person.card.quotedName)"))
            return nil
        }
    }
}
