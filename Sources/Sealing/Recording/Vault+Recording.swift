import AtRest
import DurableFiles
import Journal
import SafeSodium
public import Statements
public import SystemPackage
import TransparencyLog

/// A draft that lies in a vault.
public struct DraftSummary: Sendable {
    /// The id of the record that it will be.
    public let id: ObjectID
    /// When it was begun, by this laptop's clock; nil where another command holds it, or it is damaged.
    public let begun: String?
    /// How many letters it has; nil likewise.
    public let letterCount: Int?
    /// How many files are attached; nil likewise.
    public let attachmentCount: Int?
    /// Whether another command is at it just now.
    public let isHeld: Bool
    /// What is wrong with it; nil where it can be gone on with.
    public let damage: String?
}

extension Vault {
    /// Begins an account that a person types. This vault is let go of.
    ///
    /// - Parameters:
    ///   - attachments: files that will be sealed with it, by their whole paths.
    ///   - keepsDraft: whether what is typed is kept in an encrypted draft.
    /// - Throws: ``VaultError``: what would stop the sealing: nobody enrolled, a journal that ought not to be signed, too
    ///   little room; `refused` where an attachment is not a plain file.
    public consuming func beginRecording(
        attaching attachments: [FilePath] = [], keepsDraft: Bool = true
    ) throws(VaultError) -> Recording {
        let recipients = try requireToSeal(attachments)
        var files: [DraftAttachment] = []
        for path in attachments {
            files.append(try DraftAttachment(path, surroundings: core.surroundings))
        }
        let beginning = newBeginning()
        let saver = keepsDraft ? try begin(beginning) : nil
        let recording = Recording(
            core: core, id: beginning.record, recipients: recipients, attachments: files,
            savedText: SecretBytes(byteCount: 0), saver: saver)
        // What is attached is kept from the start, too.
        if !files.isEmpty { try recording.save(Span()) }
        return recording
    }

    private func newBeginning() -> DraftBeginning {
        DraftBeginning(
            record: .random(), time: core.surroundings.now(), journalSize: logState.frontier.size)
    }

    private func begin(_ beginning: DraftBeginning) throws(VaultError) -> DraftSaver {
        do {
            return DraftSaver(
                try core.drafts.begin(beginning.record.hex), core: core, beginning)
        } catch {
            throw VaultError(error)
        }
    }

    /// Goes on with a draft. This vault is let go of.
    ///
    /// Where the vault has forgotten entries since the draft was begun, it may have been sealed among them (a draft that was put
    /// back from a copy): it goes on under another id then.
    ///
    /// - Throws: ``VaultError``: as ``beginRecording(attaching:keepsDraft:)``; `refused` where there is no such draft;
    ///   `inUse` where another command holds it; `damaged`.
    public consuming func resumeRecording(_ id: ObjectID) throws(VaultError) -> Recording {
        let opened = try OpenedDraft(id, core.drafts)
        let recipients = try requireToSeal([])
        var beginning = opened.contents.beginning
        var saver = DraftSaver(opened.draft, core: core, beginning)
        if journal.forgottenCount > beginning.journalSize {
            beginning = newBeginning()
            let old = saver
            saver = try begin(beginning)
            try saver.saveNow(opened.contents.text.bytes, opened.contents.attachments)
            try old.destroy()
        }
        return Recording(
            core: core, id: beginning.record, recipients: recipients,
            attachments: opened.contents.attachments,
            savedText: opened.contents.text.duplicate(), saver: saver)
    }

    /// The drafts that lie here, the oldest first.
    public func drafts() throws(VaultError) -> [DraftSummary] {
        try core.draftSummaries()
    }

    /// Throws a draft away, though it cannot be opened perhaps.
    ///
    /// - Throws: ``VaultError``: `inUse` where another command holds it.
    public func discardDraft(_ id: ObjectID) throws(VaultError) {
        guard try asVault({ try core.drafts.destroy(id.hex) }) else { throw OpenedDraft.held }
    }

    /// Removes what a crash left of drafts that were sealed, thrown away, or never saved.
    ///
    /// Source: the page *The vault's folder*, "Drafts".
    mutating func settleDrafts() {
        guard let states = try? core.drafts.states() else { return }
        for (name, state) in states where state == .remains || state == .whole {
            // Only what is known to be so: a disk that does not answer is no reason to destroy anything.
            let isSealed = ObjectID(hex: name).map { (try? hasSealed($0)) == true } ?? false
            // What cannot be removed now is removed another time; it is of no use to anybody.
            if state == .remains || isSealed { _ = try? core.drafts.destroy(name) }
        }
    }

    /// Whether the vault's own log names a record.
    mutating func hasSealed(_ id: ObjectID) throws(VaultError) -> Bool {
        try leaves().contains { $0.leaf.kind == .sealed && $0.leaf.object == id }
    }

    /// Checks everything that could stop a sealing, before somebody types for an hour; for whom it will be.
    private func requireToSeal(_ attachments: [FilePath]) throws(VaultError) -> [String] {
        let recipients = try requireRecipients()
        try requireRoom(for: [NewTestimony(nil, attachments: attachments)])
        return recipients.map(\.name)
    }
}

extension VaultCore {
    /// The drafts that lie in the vault, the oldest first; each is opened.
    func draftSummaries() throws(VaultError) -> [DraftSummary] {
        let states = try asVault { try drafts.states() }
        var found: [DraftSummary] = []
        for (name, state) in states where state != .remains {
            guard let id = ObjectID(hex: name) else { continue }
            if state == .held {
                found.append(DraftSummary(id, isHeld: true))
                continue
            }
            do throws(VaultError) {
                found.append(DraftSummary(id, try OpenedDraft(id, drafts).contents))
            } catch {
                if error.kind == .disk { throw error }
                found.append(
                    DraftSummary(id, isHeld: error.kind == .inUse, damage: error.message))
            }
        }
        return found.sorted { ($0.begun ?? "~", $0.id.hex) < ($1.begun ?? "~", $1.id.hex) }
    }
}

/// A draft that this process holds, with what it holds.
private struct OpenedDraft: ~Copyable {
    let draft: Draft
    let contents: DraftContents

    static let held = VaultError(
        .inUse, "another window is at this draft", hint: "go on there, or close it first")

    init(_ id: ObjectID, _ drafts: DraftFolder) throws(VaultError) {
        let name = id.hex
        let found: Draft?
        let bytes: SecretBytes
        do {
            guard try drafts.states()[name] != nil else {
                throw VaultError(
                    .refused, "there is no draft \(name)", hint: "`amanat status` lists them")
            }
            found = try drafts.open(name)
            guard let found else { throw Self.held }
            bytes = try found.contents()
        } catch {
            throw VaultError(error)
        }
        guard let found, let contents = DraftContents(parsing: bytes),
            contents.beginning.record == id
        else {
            throw VaultError(AtRestError.damaged(place: "\(DraftFolder.name)/\(name).draft"))
        }
        draft = found
        self.contents = contents
    }
}

extension DraftSummary {
    fileprivate init(_ id: ObjectID, isHeld: Bool, damage: String? = nil) {
        self.init(
            id: id, begun: nil, letterCount: nil, attachmentCount: nil, isHeld: isHeld,
            damage: damage)
    }

    fileprivate init(_ id: ObjectID, _ contents: borrowing DraftContents) {
        var bytes = [UInt8](contents.text.bytes)
        let letters = String(decoding: bytes, as: UTF8.self).count
        bytes.wipe()
        self.init(
            id: id, begun: "\(contents.beginning.time)", letterCount: letters,
            attachmentCount: contents.attachments.count, isHeld: false, damage: nil)
    }
}
