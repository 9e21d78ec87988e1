/// A vault, unlocked and held by this process alone.
///
/// ```swift
/// var vault = try Vault.open(at: "/home/lola/vault", with: passphrase)
/// try vault.seal([NewTestimony(.input(.file("account.txt")), attachments: ["voice.wav"])]) { _ in }
/// let report = try vault.sync(with: "/media/stick")
/// ```
/// It is dropped when it is not used any more; then another command may open it. Whatever was found damaged on the
/// way, and skipped, comes back in the result of the work.
public struct Vault: ~Copyable {
    private var store: Store

    /// What opening the vault mended.
    public let mended: [Mended]

    init(_ store: consuming Store) {
        mended = store.mended
        self.store = store
    }

    /// Unlocks a vault, and mends what a crash left.
    ///
    /// - Throws: `VaultError`: `noVault`; `inUse` where another command holds it for longer than
    ///   a moment; `wrongPassphrase`; `damaged`.
    public static func open(
        at path: FilePath, with passphrase: borrowing VaultPassphrase,
        surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> Vault {
        try LockedVault(at: path, surroundings: surroundings).open(with: passphrase)
    }

    /// Lets go of the vault, and keeps what it takes to open it again.
    public consuming func rest() -> RestingVault {
        RestingVault(store.unlocked)
    }

    // MARK: Who it is

    /// The vault's own card.
    public var card: Card { store.card }

    /// Whether it opens what others sealed.
    public var role: Role { store.role }

    /// Writes the vault's card. A file that is there is replaced only by the same vault's card.
    ///
    /// - Throws: `VaultError` of the kind `refused` where something else is there.
    public func exportCard(to path: FilePath) throws(VaultError) {
        try store.card.write(to: path, store.surroundings)
    }

    /// Everybody that is enrolled.
    public var enrolledCards: [Card] { store.people.enrolled.map(\.card) }

    /// Trusts a card from now on, because its safety number was compared with its owner.
    ///
    /// - Parameters:
    ///   - card: from ``readCard(at:surroundings:)``.
    ///   - typed: the safety number as the person typed it.
    /// - Returns: false where the card was enrolled before; then nothing changes.
    /// - Throws: `VaultError` of the kind `refused` where the number is another, or the card is
    ///   the vault's own.
    @discardableResult
    public mutating func enroll(_ card: Card, confirming typed: String) throws(VaultError) -> Bool {
        try store.enroll(card, confirming: typed)
    }

    // MARK: Sealing

    /// Seals testimonies to all enrolled coordinators. This vault cannot open them again, unless it
    /// is a coordinator's.
    ///
    /// Each testimony is whole or not there. Those that are reported through `body` are durable and
    /// in the journal, whatever happens to later ones.
    ///
    /// - Parameters:
    ///   - testimonies: sealed in this order.
    ///   - body: told of each testimony once it is durable.
    /// - Throws: `VaultError`: `refused` where nobody is enrolled, or a file cannot be read or is
    ///   not text in UTF-8; `disk`, before anything is written where there is too little room; `damaged`
    ///   where nothing more ought to be signed; `interrupted`.
    public mutating func seal(
        _ testimonies: [NewTestimony], _ body: (SealedTestimony) -> Void
    ) throws(VaultError) {
        try store.seal(testimonies, body)
    }

    /// Those to whom this vault seals now: all enrolled coordinators, and a coordinator's vault itself.
    ///
    /// To be called before somebody begins to type: sealing would fail for the same reasons.
    ///
    /// - Throws: `VaultError`: `refused` where nobody is enrolled; `damaged` or `refused` where nothing more
    ///   ought to be signed.
    public func requireRecipients() throws(VaultError) -> [Card] {
        try store.requireRecipients()
    }

    /// Begins an account that a person types. This vault is let go of.
    ///
    /// - Parameters:
    ///   - attachments: files that will be sealed with it, by their whole paths.
    ///   - keepsDraft: whether what is typed is kept in an encrypted draft.
    /// - Throws: `VaultError`: what would stop the sealing: nobody enrolled, a journal that ought not to be signed, too
    ///   little room; `refused` where an attachment is not a plain file.
    public consuming func beginRecording(
        attaching attachments: [FilePath] = [], keepsDraft: Bool = true
    ) throws(VaultError) -> Recording {
        try store.beginRecording(attaching: attachments, keepsDraft: keepsDraft)
    }

    /// Goes on with a draft. This vault is let go of.
    ///
    /// - Throws: `VaultError`: as ``beginRecording(attaching:keepsDraft:)``; `refused` where there is no such draft;
    ///   `inUse` where another command holds it; `damaged`.
    public consuming func resumeRecording(_ id: ObjectID) throws(VaultError) -> Recording {
        try store.resumeRecording(id)
    }

    /// The drafts that lie here, the oldest first.
    ///
    /// - Throws: `VaultError` of the kind `disk`.
    public func drafts() throws(VaultError) -> [DraftSummary] {
        try store.unlocked.readDrafts()
    }

    /// Throws a draft away, though it cannot be opened perhaps.
    ///
    /// - Throws: `VaultError`: `inUse` where another command holds it.
    public func discardDraft(_ id: ObjectID) throws(VaultError) {
        try store.discardDraft(id)
    }

    // MARK: Exchanging

    /// Takes in what the folder holds for this vault, and puts there what others still lack.
    ///
    /// Doing it twice changes nothing. One bad bundle, or one bad object in it, is put aside and
    /// named in the report, while the rest goes on.
    ///
    /// - Parameters:
    ///   - path: of the folder.
    ///   - despiteFault: hands off also where this vault's own journal went back, and would sign a second history
    ///     by it: coordinators keep what comes, and mark it.
    /// - Throws: `VaultError`: `refused` where there is no such folder; `disk`; `damaged`, also where a
    ///   receipt shows that this vault's own journal went back: then nothing was signed;
    ///   `interrupted`.
    public mutating func sync(
        with path: FilePath, despiteFault: Bool = false
    ) throws(VaultError) -> SyncReport {
        try store.sync(with: path, despiteFault: despiteFault)
    }

    /// What the vault holds, and how far it got.
    ///
    /// - Throws: `VaultError`: `damaged`, `disk`.
    public mutating func status() throws(VaultError) -> VaultStatus {
        try store.status()
    }

    /// Removes the sealed objects that every coordinator to whom they were sealed has signed for, and forgets
    /// the entries of the journal that every coordinator has signed for, up to the first whose object stays.
    ///
    /// - Parameter keepingJournal: forgets no entries.
    /// - Throws: `VaultError`: `refused` for a coordinator's vault, which keeps what it has; `damaged`;
    ///   `disk`.
    public mutating func prune(keepingJournal: Bool = false) throws(VaultError) -> PruneReport {
        try store.prune(keepingJournal: keepingJournal)
    }

    // MARK: Reading

    /// All records that lie here, by their time; refused ones last.
    ///
    /// - Throws: `VaultError`: `refused` for a recorder's vault; `damaged`; `disk`;
    ///   `interrupted`.
    public mutating func records() throws(VaultError) -> RecordList {
        try store.records()
    }

    /// Opens one testimony to be shown. The vault's own journal takes an `opened` entry first.
    ///
    /// - Parameter prefix: of its id; as many digits as tell it from others, at least 4.
    /// - Throws: `VaultError`: `refused` where there is no such record, or it did not pass its
    ///   checks.
    public mutating func testimony(_ prefix: String) throws(VaultError) -> OpenTestimony {
        try store.testimony(prefix)
    }

    /// Opens one testimony into a folder: the account as `account.txt`, the originals under
    /// `attachments/`; and no key. Nothing is overwritten; files have mode 0600; names are cleaned.
    ///
    /// - Parameters:
    ///   - prefix: as for ``testimony(_:)``.
    ///   - folder: made where it is not there.
    /// - Throws: `VaultError`: as ``testimony(_:)``; `refused` where a file is there already; `disk`, before
    ///   anything is written where there is too little room.
    public mutating func open(
        _ prefix: String, to folder: FilePath
    ) throws(VaultError) -> OpenedTestimony {
        try store.open(prefix, to: folder)
    }

    /// The vault's own journal, or what is known of somebody else's.
    ///
    /// - Parameter whose: the name on a card, or digits of a device or fingerprint, at least 4; nil for the vault's
    ///   own.
    /// - Throws: `VaultError`: `refused` where nobody, or more than one, is called so, or nothing of their
    ///   journal has come.
    public mutating func journalListing(
        of whose: String? = nil
    ) throws(VaultError) -> JournalListing {
        try store.journalListing(of: whose)
    }

    /// Makes the proof that one object is in the journal of the device that sealed it.
    ///
    /// - Parameter prefix: of the object's id; as many digits as tell it from others, at least 4.
    /// - Throws: `VaultError` of the kind `refused` where no journal here names such an object, or the
    ///   one that does contradicts itself.
    public mutating func proof(of prefix: String) throws(VaultError) -> MadeProof {
        try store.proof(of: prefix)
    }

    /// Makes what shows some parts of a testimony to somebody who has no keys, and proves that they are what was sealed. The
    /// vault's own journal takes an `opened` entry first.
    ///
    /// - Parameters:
    ///   - prefix: as for ``testimony(_:)``.
    ///   - shown: what is to be shown.
    /// - Throws: `VaultError` of the kind `refused`: as ``proof(of:)`` and ``testimony(_:)``; and where there is no such
    ///   part.
    public mutating func evidence(
        of prefix: String, showing shown: ShownParts
    ) throws(VaultError) -> MadeEvidence {
        try store.evidence(of: prefix, showing: shown)
    }

    /// Writes a proof, or evidence, into a new file.
    ///
    /// - Throws: `VaultError`: `refused` where there is a file already; `disk`.
    public func write(proof: [UInt8], to path: FilePath) throws(VaultError) {
        try store.write(proof: proof, to: path)
    }
}
