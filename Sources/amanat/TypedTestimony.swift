import FoundationEssentials
import Glibc
import Statements
import SystemPackage
import Terminal
import TestimonyVault

/// An account that a person types at a terminal, from the first question to the sealed record.
struct TypedTestimony {
    /// With what to begin.
    enum Wanted {
        /// With a draft, or else with nothing: the person is asked.
        case asked
        /// With a draft.
        case anyDraft
        /// With this draft.
        case draft(ObjectID)
        /// With an empty page, and without questions.
        case empty
    }

    let global: GlobalOptions
    let attachments: AttachOptions
    let keepsDraft: Bool
    let wanted: Wanted
    let hidesAfter: Duration

    init(
        global: GlobalOptions, attaching attachments: AttachOptions, keepsDraft: Bool,
        wanted: Wanted,
        hidesAfter: Duration
    ) {
        self.global = global
        self.attachments = attachments
        self.keepsDraft = keepsDraft
        self.wanted = wanted
        self.hidesAfter = hidesAfter
    }

    func run() throws {
        guard let terminal = global.common.terminal() else {
            throw VaultError(
                .refused, "an account is typed at a terminal, and there is none",
                hint: "`amanat seal -` takes it from standard input, `amanat seal FILE` from a file"
            )
        }
        // From here on what is typed is not shown, and becomes part of the account.
        terminal.hideTyping(keepsTyped: true)
        defer { Terminal.showTyping() }
        // What needs no passphrase is said before one is asked for.
        let path = try global.vaultPath()
        try Vault.requireVault(at: path)
        let plan = try NewTestimony.check(
            [NewTestimony(nil, attachments: try attachments.paths(global.common).map(\.absolute))],
            forVaultAt: path, isAwaitingText: true,
            surroundings: global.surroundings(global.common.progressLine()))
        let files = plan.testimonies.flatMap(\.attachments)
        guard let recording = try begin(terminal, attaching: files) else { return }
        try type(recording, terminal, mayBeCut: Terminal.mayHaveDroppedTyping)
    }

    // MARK: Beginning

    /// Opens the vault, and asks with what to begin; nil where there is nothing more to be done.
    private func begin(
        _ terminal: borrowing Terminal, attaching attachments: [FilePath]
    ) throws -> Recording? {
        let progress = global.common.progressLine()
        let vault = try global.openVault(progress)
        let drafts = try vault.drafts()
        var chosen: ObjectID?
        switch wanted {
        case .empty:
            if !drafts.isEmpty, !global.quiet { Report.notice(Self.waiting(drafts)) }
        case .draft(let id): chosen = id
        case .anyDraft, .asked:
            let usable = drafts.filter { !$0.isHeld }
            if usable.isEmpty, case .anyDraft = wanted {
                guard drafts.isEmpty else {
                    throw VaultError(.inUse, "the draft is open in another window")
                }
                throw VaultError(.refused, "there is no draft to go on with")
            }
            switch try DraftChoice(usable).ask(on: terminal) {
            case .goOn(let id): chosen = id
            case .seal(let id):
                return try sealAsItStands(try vault.resumeRecording(id), terminal)
            case .discard(let id):
                try vault.discardDraft(id)
                Report.notice("the draft was thrown away")
                return nil
            case .begin: break
            }
        }
        if let chosen {
            // What was typed before the draft is seen is no answer to it.
            terminal.hideTyping()
            return try vault.resumeRecording(chosen)
        }
        var files = attachments
        if case .asked = wanted {
            files += try ask(
                for: try vault.requireRecipients().map(\.name), attaching: files, terminal)
        }
        return try vault.beginRecording(attaching: files, keepsDraft: keepsDraft)
    }

    private static func waiting(_ drafts: [DraftSummary]) -> String {
        "\(count(drafts.count, "draft waits", "drafts wait")): `amanat record --resume` goes on"
    }

    /// Says for whom it will be sealed, and asks what to attach.
    private func ask(
        for recipients: [String], attaching attachments: [FilePath], _ terminal: borrowing Terminal
    ) throws -> [FilePath] {
        terminal.write(
            DisplayText.safe("It will be sealed for \(Self.list(recipients)).\n"))
        for path in attachments { terminal.write("Attached: \(DisplayText.quoted(path.string))\n") }
        var files: [FilePath] = []
        while true {
            guard
                let typed = terminal.ask(
                    "Attach a file, or the files of a FOLDER/ (Enter for none): ")
            else { throw VaultError.interrupted }
            guard let path = TypedPath.path(in: typed) else { return files }
            do {
                let more = try attach(path, typed, beside: attachments + files)
                files += more
                for path in more {
                    terminal.write("Attached: \(DisplayText.quoted(path.string))\n")
                }
            } catch let error as VaultError {
                if error.kind == .interrupted { throw error }
                terminal.write("\(DisplayText.line(error.message))\n")
                if let hint = error.hint { terminal.write("\(DisplayText.line(hint))\n") }
            }
        }
    }

    /// The files that an answer names, checked as those of `--attach` are; none where it is attached already.
    private func attach(
        _ path: FilePath, _ typed: String, beside others: [FilePath]
    ) throws -> [FilePath] {
        let isFolder = typed.hasSuffix("/")
        let named = isFolder ? try attachments.files(in: path.absolute, global.common) : [path]
        let plan = try NewTestimony.check(
            [NewTestimony(nil, attachments: others + named.map(\.absolute))],
            forVaultAt: try global.vaultPath(), isAwaitingText: true,
            surroundings: global.surroundings(global.common.progressLine()))
        for path in plan.repeated {
            Report.notice("\(DisplayText.quoted(path.string)) is attached already")
        }
        return Array(plan.testimonies.flatMap(\.attachments).dropFirst(others.count))
    }

    // MARK: Typing

    /// Lets the person type, until the account is sealed, kept, or thrown away.
    private func type(
        _ recording: consuming Recording, _ terminal: borrowing Terminal, mayBeCut: Bool
    ) throws {
        var mayBeCut = mayBeCut
        var held: Recording? = consume recording
        while let recording = held.take() {
            let window = EditorWindow(
                hidesAfter: hidesAfter, hasDraft: recording.hasDraft, mayBeCut: mayBeCut,
                askForPassphrase: askForPassphrase,
                checkAttachment: { _ = try attach($0, "", beside: []) })
            mayBeCut = false
            switch try window.run(recording, on: terminal) {
            case .sealed(let sealed): return report(sealed)
            case .kept(let id): throw kept(id)
            case .discarded: throw VaultError(.interrupted, "the account was thrown away")
            case .hidden(let id):
                held = try unhide(id, terminal)
            }
        }
    }

    /// Asks for the passphrase, and goes on with the draft.
    private func unhide(_ id: ObjectID, _ terminal: borrowing Terminal) throws -> Recording {
        terminal.write("The account is hidden, and kept as a draft.\n")
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
                let passphrase = try CommonOptions.ask(terminal, "Passphrase: ")
                terminal.write("Opening the vault\u{2026}\n")
                return try Vault.open(
                    at: try global.vaultPath(), with: passphrase,
                    surroundings: global.surroundings(global.common.progressLine()))
            } catch let error as VaultError {
                if error.kind == .interrupted { throw error }
                // Whatever it is, it can pass; and who waits here may have text in memory alone.
                terminal.write("\(DisplayText.line(error.message))\n")
            }
        }
    }

    /// Asks for the passphrase of what is hidden and only in memory.
    private func askForPassphrase() throws {
        guard let terminal = global.common.terminal() else { throw VaultError.interrupted }
        terminal.write("The account is hidden.\n")
        _ = try unlock(terminal)
    }

    private func kept(_ id: ObjectID) -> VaultError {
        VaultError(
            .interrupted, "not sealed: the account is kept as a draft",
            hint: "`amanat record --resume` goes on with it")
    }

    private func sealAsItStands(
        _ recording: consuming Recording, _ terminal: borrowing Terminal
    ) throws -> Recording? {
        var recording = recording
        let text = recording.withSavedText { TypedText($0) }
        do {
            report(try SealedAccount.seal(&recording, text))
            return nil
        } catch let error as VaultError where error.kind != .interrupted {
            // Whatever it is, it can be mended in the editor: a file that is gone is named there.
            Report.error(error.message, hint: error.hint)
            return recording
        }
    }

    private func report(_ sealed: SealedAccount) {
        sealed.report(global)
    }

    /// Names in a sentence: `Нодира`, `Нодира and Behi`, `Нодира, Behi and Anor`.
    static func list(_ names: [String]) -> String {
        let names = names.map { name($0) }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
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
