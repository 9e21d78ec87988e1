import Statements
import SystemPackage
import Terminal
import TestimonyVault

/// The editor with an account in it, and the questions that are asked when it is left.
struct EditorWindow {
    /// What became of the account.
    enum Outcome {
        case sealed(SealedAccount)
        /// It is kept as a draft.
        case kept(ObjectID)
        case discarded
        /// It is kept as a draft, and nothing of it is in memory or on the screen.
        case hidden(ObjectID)
    }

    let hidesAfter: Duration
    let hasDraft: Bool
    /// Whether what was typed before the editor opened may have been cut.
    let mayBeCut: Bool
    /// What is to be said at first; nil where there is nothing.
    let remark: String?
    /// Asks for the passphrase until it is right; throws where the person leaves it at that.
    let askForPassphrase: () throws -> Void
    /// Checks a file that is to be attached.
    let checkAttachment: (FilePath) throws -> Void

    private static let maximumByteCount = 16 << 20

    /// Lets the person type, until something becomes of the account.
    func run(
        _ recording: consuming Recording, on terminal: borrowing Terminal
    ) throws -> Outcome {
        var recording = recording
        let text = recording.withSavedText { TypedText($0) }
        var editor = Editor(
            text, labels: Self.labels(recording), maximumByteCount: Self.maximumByteCount,
            idleLimit: hidesAfter)
        var remark = remark ?? Self.remark(on: recording)
        var doubt: String?
        if mayBeCut { (remark, doubt) = (Self.cutRemark, Self.cutRemark) }
        while true {
            let ending = try show(&editor, recording, remark, terminal)
            remark = nil
            switch ending {
            case .finished:
                if isNothing(editor, recording) {
                    remark = "There is nothing to be sealed yet."
                    continue
                }
                // What may not be as it was meant is not sealed before the person has seen that.
                if editor.hasDoubt { doubt = doubt ?? Self.lettersRemark }
                editor.hasDoubt = false
                if let seen = doubt {
                    remark = "\(seen) Ctrl-D again seals it."
                    doubt = nil
                    continue
                }
                if let sealed = try seal(&recording, editor, terminal, &remark) {
                    return .sealed(sealed)
                }
            case .stopped:
                if isNothing(editor, recording) {
                    try recording.discard()
                    return .discarded
                }
                switch try askToStop(editor, terminal) {
                case .goOn: continue
                case .keep:
                    do {
                        return try keep(recording, editor)
                    } catch let error as VaultError where !ProcessGuard.isInterrupted {
                        remark = "NOT KEPT: \(error.message)"
                    }
                case .discard:
                    try recording.discard()
                    return .discarded
                }
            case .hidden:
                guard hasDraft else {
                    // What is typed is in memory alone, and stays there.
                    try hide(terminal)
                    continue
                }
                do {
                    try editor.withText { try recording.save($0.bytes) }
                    return .hidden(recording.id)
                } catch let error as VaultError {
                    remark = "NOT HIDDEN, as it cannot be saved: \(error.message)"
                }
            case .cutOff: return try keep(recording, editor)
            }
        }
    }

    /// Attached files that are gone or other ones by now, before somebody types on.
    private static func remark(on recording: borrowing Recording) -> String? {
        let changed = recording.changedAttachments
        guard let first = changed.first else { return nil }
        let more = changed.count > 1 ? " (and \(changed.count - 1) more)" : ""
        return "An attached file is not as it was: \(first.problem.message)\(more)"
    }

    private func isNothing(
        _ editor: borrowing Editor, _ recording: borrowing Recording
    ) -> Bool {
        recording.attachments.isEmpty
            && editor.withText { text in
                let bytes = text.bytes
                return bytes.indices.allSatisfy { bytes[$0] == 0x20 || bytes[$0] == 0x0A }
            }
    }

    private static let cutRemark =
        "A long line was typed before this page opened, and the terminal may have dropped some of it. "
        + "Look at what is here."
    private static let lettersRemark =
        "Something came from this terminal that is no letter (\u{FFFD}). Look at what is here."

    private static func labels(_ recording: borrowing Recording) -> Editor.Labels {
        Editor.Labels(
            title: title(recording), help: "Ctrl-D seal · Ctrl-C stop · Ctrl-O hide",
            full: "FULL: an account has at most 16 MiB. Attach what is longer as a file.",
            notUTF8: "What comes from this terminal is not UTF-8: look at what was typed last.")
    }

    private static func title(_ recording: borrowing Recording) -> String {
        let names = recording.attachments.map {
            DisplayText.quoted($0.path.lastComponent?.string ?? $0.path.string)
        }
        return "For \(TypedTestimony.list(recording.recipients))"
            + (names.isEmpty ? "" : " · attached: \(names.joined(separator: ", "))")
    }

    private func show(
        _ editor: inout Editor, _ recording: borrowing Recording, _ remark: String?,
        _ terminal: borrowing Terminal
    ) throws -> Editor.Ending {
        guard let screen = RawScreen(terminal) else { return .cutOff }
        editor.setTitle(Self.title(recording))
        let start = editor.withText { $0.changeCount }
        return editor.run(
            on: screen, isToldToEnd: { ProcessGuard.isInterrupted },
            keep: { text, isLineEnd in
                let keeping = recording.keep(
                    text.bytes, change: text.changeCount, isLineEnd: isLineEnd)
                if let remark, text.changeCount == start {
                    return Editor.Status(remark, isAlarm: true)
                }
                return Self.status(keeping)
            })
    }

    private static func status(_ keeping: Recording.Keeping) -> Editor.Status {
        switch keeping {
        case .saved: Editor.Status("Kept as a draft, encrypted.")
        case .saving: Editor.Status("Keeping…")
        case .failing(let error):
            Editor.Status("NOT KEPT: \(error.message)", isAlarm: true)
        case .off: Editor.Status("No draft is kept.")
        }
    }

    // MARK: Endings

    /// Shows nothing until the passphrase is typed; where the person leaves it at that, asks what is to become of the text.
    private func hide(_ terminal: borrowing Terminal) throws {
        // There Ctrl-C is a key, which asks, and not a signal that ends the program with all that was typed.
        guard let screen = RawScreen(terminal) else { throw VaultError.interrupted }
        while true {
            do {
                return try askForPassphrase()
            } catch let error as VaultError where error.kind == .interrupted {
                if ProcessGuard.isInterrupted { throw error }
                let answer = Menu(
                    "No draft is kept: what was typed is lost if you stop now.",
                    ["go back to the passphrase", "throw it away, and stop"]
                ).ask(on: screen, isToldToEnd: { ProcessGuard.isInterrupted })
                if answer != 0 { throw error }
            }
        }
    }

    private func keep(
        _ recording: borrowing Recording, _ editor: borrowing Editor
    ) throws -> Outcome {
        guard hasDraft else {
            throw VaultError(.interrupted, "the account was not sealed, and no draft was kept")
        }
        do {
            try editor.withText { try recording.save($0.bytes) }
        } catch let error as VaultError {
            throw VaultError(
                error.kind,
                "the last of the account could not be kept as a draft: \(error.message)")
        }
        return .kept(recording.id)
    }

    private enum Stopping { case goOn, keep, discard }

    private func askToStop(
        _ editor: borrowing Editor, _ terminal: borrowing Terminal
    ) throws -> Stopping {
        guard let screen = RawScreen(terminal) else { return .keep }
        let letters = editor.withText { SealedAccount.letterCount($0.bytes) }
        let what = count(letters, "letter", "letters")
        let answers =
            ["go on typing"] + (hasDraft ? ["keep it as a draft, and stop"] : [])
            + ["throw it away"]
        guard
            let answer = Menu("\(what), not sealed. What shall become of it?", answers)
                .ask(on: screen, isToldToEnd: { ProcessGuard.isInterrupted })
        else { return .keep }
        if answer == 0 { return .goOn }
        if hasDraft, answer == 1 { return .keep }
        let sure = Menu("Throw away \(what) for good?", ["no, go on typing", "yes, throw it away"])
            .ask(on: screen, isToldToEnd: { ProcessGuard.isInterrupted })
        return sure == 1 ? .discard : sure == nil ? .keep : .goOn
    }

    /// Seals; nil where it could not be, and the person goes on: then `remark` says why.
    private func seal(
        _ recording: inout Recording, _ editor: borrowing Editor,
        _ terminal: borrowing Terminal, _ remark: inout String?
    ) throws -> SealedAccount? {
        do {
            try AttachmentQuestions(recording.changedAttachments, check: checkAttachment)
                .settle(&recording, terminal)
            // What is in memory alone must not be lost to one Ctrl-C too many: on this screen it is only a key.
            let screen = hasDraft ? nil : RawScreen(terminal)
            defer { extendLifetime(screen) }
            return try editor.withText { try SealedAccount.seal(&recording, $0) }
        } catch let error as VaultError {
            if error.kind == .interrupted, ProcessGuard.isInterrupted {
                try editor.withText { try recording.save($0.bytes) }
                throw error
            }
            remark = "NOT SEALED: \(error.message)" + (error.hint.map { " (\($0))" } ?? "")
            return nil
        }
    }
}
