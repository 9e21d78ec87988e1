import FoundationEssentials
import Glibc
import Statements
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// An account that a person types at a terminal, from the first question to the sealed record.
struct TypedTestimony {
    /// With what to begin.
    enum Wanted {
        /// With a draft, or else with nothing: the person is asked.
        case asked
        /// With a draft.
        case anyDraft
        /// With the draft whose id begins so.
        case draft(String)
        /// With an empty page, and without questions.
        case empty
    }

    private let global: GlobalOptions
    private let start: RecordingStart
    private let hidesAfter: Duration

    init(
        global: GlobalOptions, attaching attachments: AttachOptions, keepsDraft: Bool,
        wanted: Wanted, hidesAfter: Duration
    ) {
        self.global = global
        start = RecordingStart(
            global: global, attachments: attachments, keepsDraft: keepsDraft, wanted: wanted)
        self.hidesAfter = hidesAfter
    }

    func run() throws {
        guard let terminal = global.common.terminal() else {
            throw VaultError(
                .refused, "cannotType",
                global.common.noInput ? .noInputNoAccount : .noTerminalNoAccount,
                hint: .accountFromFileHint)
        }
        // From here on what is typed is not shown, and becomes part of the account.
        terminal.hideTyping(keepsTyped: true)
        defer { Terminal.showTyping() }
        // What needs no passphrase is said before one is asked for.
        let progress = global.common.progressLine()
        let locked = try global.findVault(progress)
        let files = try start.checkedFiles()
        let vault = try global.open(locked, progress)
        let drafts = try vault.drafts()
        let recipients = try vault.requireRecipients().map(\.name)
        // Nobody is kept waiting by a question that a person has not answered.
        let resting = vault.rest()
        try go(on: try start.ask(drafts, recipients, files, terminal), resting, terminal)
    }

    private func go(
        on answer: RecordingStart.Answer, _ resting: RestingVault, _ terminal: borrowing Terminal
    ) throws {
        switch answer {
        case .begin(let files):
            let recording = try resting.reopen().beginRecording(
                attaching: files, keepsDraft: start.keepsDraft)
            try type(recording, terminal, mayBeCut: Terminal.mayHaveDroppedTyping)
        case .goOn(let id):
            // What was typed before the draft is seen is no answer to it.
            terminal.hideTyping()
            try type(try resting.reopen().resumeRecording(id), terminal)
        case .seal(let id):
            var recording = try resting.reopen().resumeRecording(id)
            let text = recording.withSavedText { TypedText($0) }
            do {
                report(try SealedAccount.seal(&recording, text))
            } catch let error as VaultError where error.kind != .interrupted {
                // Whatever it is, it can be mended in the editor, which says it.
                try type(recording, terminal, remark: .notSealed(error.sentence))
            }
        case .discard(let id):
            try resting.reopen().discardDraft(id)
            Report.notice(.draftThrownAway)
        }
    }

    // MARK: Typing

    /// Lets the person type, until the account is sealed, kept, or thrown away.
    private func type(
        _ recording: consuming Recording, _ terminal: borrowing Terminal, mayBeCut: Bool = false,
        remark: Sentence? = nil
    ) throws {
        var (mayBeCut, remark) = (mayBeCut, remark)
        var held: Recording? = consume recording
        while let recording = held.take() {
            let window = EditorWindow(
                hidesAfter: hidesAfter, hasDraft: recording.hasDraft, mayBeCut: mayBeCut,
                remark: remark, askForPassphrase: askForPassphrase,
                checkAttachment: { _ = try start.attach($0) })
            (mayBeCut, remark) = (false, nil)
            switch try window.run(recording, on: terminal) {
            case .sealed(let sealed): return report(sealed)
            case .kept(let id): throw kept(id)
            case .discarded: throw VaultError(.interrupted, "accountThrownAway", .accountThrownAway)
            case .hidden(let id): held = try unhide(id, terminal)
            }
        }
    }

    /// Asks for the passphrase, and goes on with the draft.
    private func unhide(_ id: ObjectID, _ terminal: borrowing Terminal) throws -> Recording {
        terminal.say(.hiddenAndKept)
        do {
            let vault = try unlock(terminal)
            terminal.hideTyping()
            return try vault.resumeRecording(id)
        } catch let error as VaultError where error.kind == .interrupted {
            throw kept(id)
        }
    }

    /// Opens the vault with a passphrase that is typed, in as many tries as it takes.
    ///
    /// - Throws: ``VaultError``: `interrupted` where the person leaves it at that.
    private func unlock(_ terminal: borrowing Terminal) throws -> Vault {
        while true {
            do {
                let passphrase = try CommonOptions.ask(terminal, .passphrasePrompt)
                let progress = global.common.progressLine()
                defer { progress.end() }
                return try Vault.open(
                    at: try global.vaultPath(), with: passphrase,
                    surroundings: global.surroundings(progress))
            } catch let error as VaultError {
                if error.kind == .interrupted { throw error }
                // Whatever it is, it can pass; and who waits here may have text in memory alone.
                terminal.say(
                    error.kind == .wrongPassphrase ? .wrongPassphrase : error.sentence)
            }
        }
    }

    /// Asks for the passphrase of what is hidden and only in memory.
    private func askForPassphrase() throws {
        guard let terminal = global.common.terminal() else { throw VaultError.interrupted }
        terminal.say(.hidden)
        _ = try unlock(terminal)
    }

    private func kept(_ id: ObjectID) -> VaultError {
        VaultError(.interrupted, "keptAsDraft", .keptAsDraft, hint: .keptAsDraftHint)
    }

    private func report(_ sealed: SealedAccount) {
        sealed.report(global)
    }
}

/// Where the program was started.
enum WorkingFolder {
    /// Byte for byte, whatever its name is.
    static var path: FilePath {
        guard let start = unsafe getcwd(nil, 0) else { return FilePath("/") }
        defer { unsafe free(start) }
        return unsafe FilePath(platformString: start)
    }
}

extension FilePath {
    /// The path from the root on, so that it holds in another folder as well.
    var absolute: FilePath {
        if isAbsolute { return self }
        return WorkingFolder.path.pushing(self)
    }
}

/// A path as a person types it, or a file manager drops it into a terminal.
enum TypedPath {
    /// nil where nothing was typed.
    static func path(in typed: String) -> FilePath? {
        var text = typed.drop { $0.isWhitespace }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        for quote in ["'", "\""]
        where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            return FilePath(String(text.dropFirst().dropLast()))
        }
        if text.isEmpty { return nil }
        if text.hasPrefix("file://") {
            return FilePath(URL(string: String(text))?.path ?? String(text.dropFirst(7)))
        }
        var path = ""
        var isEscaped = false
        for character in text {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                path.append(character)
                isEscaped = false
            }
        }
        if path.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] {
            return FilePath(home).appending(String(path.dropFirst(2)))
        }
        return FilePath(path)
    }
}
