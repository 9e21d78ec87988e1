import AtRest
import DurableFiles
public import Outside
import SafeSodium
public import Statements
public import SystemPackage
import TransparencyLog
public import VaultStore

/// An account while it is typed: what is there so far is kept in an encrypted draft, until it is sealed or thrown away.
///
/// The vault is not held meanwhile, so that a forgotten window stands in nobody's way; the draft is, so that nobody else
/// goes on with it. Dropped, it leaves the draft as it was saved last.
public struct Recording: ~Copyable, Sendable {
    /// The id that the record will have.
    public let id: ObjectID
    /// The names of those to whom it would be sealed now.
    public let recipients: [String]
    /// The files that will be sealed with it.
    public private(set) var attachments: [DraftAttachment]
    /// What was saved before; empty in a new one.
    private let savedText: SecretBytes

    private let vault: Unlocked
    private let saver: DraftSaver?
    /// How often the attachments were changed.
    private var attachmentChangeCount: UInt64 = 0
    /// SHA-256 of the text that was tried to be sealed under this id.
    private var attempted: SHA256Hash?

    /// How far what was typed is kept.
    public enum Keeping: Hashable, Sendable {
        /// All of it.
        case saved
        /// All but what was typed just now.
        case saving
        /// Nothing more, since this happened; it is tried again and again.
        case failing(VaultError)
        /// There is no draft, by the person's wish.
        case off
    }

    init(
        vault: Unlocked, id: ObjectID, recipients: [String], attachments: [DraftAttachment],
        savedText: consuming SecretBytes, saver: DraftSaver?
    ) {
        self.vault = vault
        self.id = id
        self.recipients = recipients
        self.attachments = attachments
        self.savedText = savedText
        self.saver = saver
    }

    /// Lends the text that was saved before.
    public borrowing func withSavedText<Result: ~Copyable>(
        _ body: (Span<UInt8>) -> Result
    ) -> Result {
        body(savedText.bytes)
    }

    /// Whether there is a draft.
    public var hasDraft: Bool { saver != nil }

    /// Attaches a file in the place of one that is gone or another one by now.
    public mutating func replace(
        _ old: DraftAttachment, with path: FilePath
    ) throws(VaultError) {
        let file = try DraftAttachment(path, surroundings: vault.surroundings)
        attachments = attachments.map { $0 == old ? file : $0 }
        attachmentChangeCount += 1
    }

    /// Seals without a file that was attached.
    public mutating func detach(_ file: DraftAttachment) {
        attachments.removeAll { $0 == file }
        attachmentChangeCount += 1
    }

    /// The attached files that are gone or other ones by now, each with what is wrong.
    public var changedAttachments: [(file: DraftAttachment, problem: VaultError)] {
        attachments.compactMap { file in
            file.change(vault.surroundings).map { (file: file, problem: $0) }
        }
    }

    /// Told of the text as it is, several times a second; saves it in the background, half a second after it was typed,
    /// or where a line has ended.
    ///
    /// - Parameters:
    ///   - text: as it is, UTF-8.
    ///   - change: a number that grows with every change.
    ///   - isLineEnd: whether a line has ended since.
    public func keep(_ text: Span<UInt8>, change: UInt64, isLineEnd: Bool) -> Keeping {
        saver?.note(
            text, attachments, change: change + attachmentChangeCount, isDue: isLineEnd) ?? .off
    }

    /// Saves the text, durably.
    ///
    /// - Throws: ``VaultError`` of the kind `disk`.
    public func save(_ text: Span<UInt8>) throws(VaultError) {
        try saver?.saveNow(text, attachments)
    }

    /// Throws away what was typed: the draft's key first, then the draft.
    public consuming func discard() throws(VaultError) {
        try saver?.destroy()
    }

    /// Seals the text and the attachments to all who are enrolled by now. The draft is destroyed when the testimony is
    /// durable; where anything fails before, it stays.
    ///
    /// Where the sealing fails, it is looked whether it came to its end all the same: nobody is told that an account is not
    /// sealed which is. Where an earlier text was sealed under this id, this one is sealed under another, and both exist.
    ///
    /// - Throws: ``VaultError``: as ``Vault/seal(_:_:)``; `refused` where an attached file is gone or another one by now.
    public mutating func seal(_ text: Span<UInt8>) throws(VaultError) -> SealedTestimony {
        // Where it cannot be saved, it can perhaps be sealed all the same.
        try? saver?.saveNow(text, attachments)
        if let changed = changedAttachments.first { throw changed.problem }
        var sealed: SealedTestimony
        do {
            sealed = try attempt(text)
        } catch {
            guard attempted == SHA256Hash(of: [UInt8](text)), isSealed() else { throw error }
            sealed = described(text)
        }
        // It is sealed, whatever becomes of this: the next command that opens the vault removes the draft.
        try? saver?.destroy()
        return sealed
    }

    private mutating func attempt(_ text: Span<UInt8>) throws(VaultError) -> SealedTestimony {
        var store = try vault.hold()
        var account = [UInt8](text)
        defer { account.wipe() }
        let digest = SHA256Hash(of: account)
        var record = id
        if try store.hasSealed(id) {
            if digest == attempted { return described(text) }
            record = .random()
        } else {
            attempted = digest
        }
        var testimony = NewTestimony(
            account.isEmpty ? nil : .text(account), attachments: attachments.map(\.path),
            record: record)
        testimony.asAttached = attachments
        var sealed: SealedTestimony?
        try store.seal([testimony]) { sealed = $0 }
        guard let sealed else { preconditionFailure("what is sealed is reported") }
        return sealed
    }

    /// Whether the vault, opened anew and mended, has the record.
    private func isSealed() -> Bool {
        guard var store = try? vault.hold() else { return false }
        return (try? store.hasSealed(id)) ?? false
    }

    /// What was sealed by an attempt that failed to say so.
    private func described(_ text: Span<UInt8>) -> SealedTestimony {
        var account = [UInt8](text)
        defer { account.wipe() }
        return SealedTestimony(
            id: id, attachmentCount: attachments.count,
            byteCount: attachments.reduce(Int64(account.count)) { $0 + $1.byteCount },
            letterCount: String(decoding: account, as: UTF8.self).count,
            recipients: recipients, renamed: [], sources: attachments.map(\.path))
    }
}
