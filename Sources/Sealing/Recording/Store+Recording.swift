import AtRest
import DurableFiles
package import Outside
import SafeSodium
package import Statements
package import SystemPackage
package import VaultStore

extension Store {
    /// Begins an account that a person types. This vault is let go of.
    ///
    /// - Parameters:
    ///   - attachments: files that will be sealed with it, by their whole paths.
    ///   - keepsDraft: whether what is typed is kept in an encrypted draft.
    /// - Throws: ``VaultError``: what would stop the sealing: nobody enrolled, a journal that ought not to be signed, too
    ///   little room; `refused` where an attachment is not a plain file.
    package consuming func beginRecording(
        attaching attachments: [FilePath] = [], keepsDraft: Bool = true
    ) throws(VaultError) -> Recording {
        let recipients = try requireToSeal(attachments)
        var files: [DraftAttachment] = []
        for path in attachments {
            files.append(try DraftAttachment(path, surroundings: surroundings))
        }
        let beginning = newBeginning()
        let saver = keepsDraft ? try begin(beginning) : nil
        let recording = Recording(
            vault: unlocked, id: beginning.record, recipients: recipients, attachments: files,
            savedText: SecretBytes(byteCount: 0), saver: saver)
        // What is attached is kept from the start, too.
        if !files.isEmpty { try recording.save(Span()) }
        return recording
    }

    private func newBeginning() -> DraftBeginning {
        DraftBeginning(
            record: .random(), time: surroundings.now(), journalSize: size)
    }

    private func begin(_ beginning: DraftBeginning) throws(VaultError) -> DraftSaver {
        do {
            return saver(of: try unlocked.drafts.begin(beginning.record.hex), beginning)
        } catch {
            throw VaultError(wrapping: error)
        }
    }

    private func saver(of draft: Draft, _ beginning: DraftBeginning) -> DraftSaver {
        DraftSaver(draft, surroundings.files, reserve: layout.reserve, beginning)
    }

    /// Goes on with a draft. This vault is let go of.
    ///
    /// Where the vault has forgotten entries since the draft was begun, it may have been sealed among them (a draft that was put
    /// back from a copy): it goes on under another id then.
    ///
    /// - Throws: ``VaultError``: as ``beginRecording(attaching:keepsDraft:)``; `refused` where there is no such draft;
    ///   `inUse` where another command holds it; `damaged`.
    package consuming func resumeRecording(_ id: ObjectID) throws(VaultError) -> Recording {
        let opened = try OpenedDraft(id, unlocked.drafts)
        let recipients = try requireToSeal([])
        var beginning = opened.contents.beginning
        var saver = saver(of: opened.draft, beginning)
        if forgottenCount > beginning.journalSize {
            beginning = newBeginning()
            let old = saver
            saver = try begin(beginning)
            try saver.saveNow(opened.contents.text.bytes, opened.contents.attachments)
            try old.destroy()
        }
        return Recording(
            vault: unlocked, id: beginning.record, recipients: recipients,
            attachments: opened.contents.attachments,
            savedText: opened.contents.text.duplicate(), saver: saver)
    }

    /// Throws a draft away, though it cannot be opened perhaps.
    ///
    /// - Throws: ``VaultError``: `inUse` where another command holds it.
    package func discardDraft(_ id: ObjectID) throws(VaultError) {
        guard try asVault({ try unlocked.drafts.destroy(id.hex) }) else {
            throw VaultError(DraftReason.held)
        }
    }

    /// Checks everything that could stop a sealing, before somebody types for an hour; for whom it will be.
    private func requireToSeal(_ attachments: [FilePath]) throws(VaultError) -> [String] {
        let recipients = try requireRecipients()
        try requireRoom(for: [NewTestimony(nil, attachments: attachments)])
        return recipients.map(\.name)
    }
}
