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
    private var journal: Journal
    private var cachedLeaves: [Leaf]?

    var people: People

    /// What opening the vault mended, in words: a torn write that was cut off, objects that were
    /// adopted.
    public internal(set) var notices: [String] = []

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
        if let weakness = passphrase.weakness() {
            throw VaultError(
                .refused, "this passphrase will not do: \(weakness)",
                hint: "six random words are strong and can be learned: `amanat init --generate`")
        }
        return try VaultMaker(VaultLayout(path), surroundings).make(
            role: role, name: name, passphrase: passphrase,
            cost: cost ?? (role == .coordinator ? .sensitive : .moderate))
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
        core.removeLeftovers()
        let journal: Journal
        do {
            guard let opened = try Journal.open(at: core.journalPlace, log: core.card.key.name)
            else {
                throw VaultError(
                    .damaged, "journal/head is missing", hint: "`amanat verify` says more")
            }
            journal = opened
        } catch {
            throw VaultError(error)
        }
        var vault = Vault(
            core: core, lock: lock, journal: journal, people: try core.readPeople())
        if let tail = vault.journal.cutTail {
            vault.notices.append(
                "a write to the journal had not finished, and was cut off "
                    + "(\(tail.place), byte \(tail.offset))")
        }
        try vault.settleSealing()
        return vault
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

    /// All leaves of the vault's own log, in order.
    mutating func leaves() throws(VaultError) -> [Leaf] {
        if let cachedLeaves { return cachedLeaves }
        var leaves: [Leaf] = []
        do {
            for bytes in try journal.leaves() { leaves.append(try Leaf(parsing: bytes)) }
        } catch {
            throw VaultError(error)
        }
        cachedLeaves = leaves
        return leaves
    }

    /// Appends leaves to the vault's own log, with a new signed checkpoint; durable when it
    /// returns.
    mutating func append(_ leaves: [Leaf]) throws(VaultError) {
        guard !leaves.isEmpty else { return }
        var frontier = journal.state.frontier
        let encoded = leaves.map(\.encoded)
        for leaf in encoded { frontier.append(MerkleTree.leafHash(of: leaf)) }
        let state = LogState(frontier: frontier, checkpoint: core.signedCheckpoint(frontier))
        do {
            try journal.append(encoded, state: state)
        } catch {
            throw VaultError(error)
        }
        cachedLeaves? += leaves
    }
}
