import Statements
import SystemPackage
import Terminal
import TestimonyVault
import Words

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
    let remark: Sentence?
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
            text, labels: Editor.Labels(for: recording), maximumByteCount: Self.maximumByteCount,
            idleLimit: hidesAfter)
        var remark = remark ?? .remark(on: recording)
        var doubt: Sentence?
        if mayBeCut { (remark, doubt) = (.mayBeCut, .mayBeCut) }
        while true {
            let ending = try show(&editor, recording, remark, terminal)
            remark = nil
            switch ending {
            case .finished:
                if isNothing(editor, recording) {
                    remark = .nothingToSeal
                    continue
                }
                // What may not be as it was meant is not sealed before the person has seen that.
                if editor.hasDoubt { doubt = doubt ?? .noLetters }
                editor.hasDoubt = false
                if let seen = doubt {
                    remark = .sealsAgain(seen)
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
                        remark = .notKept(error.sentence)
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
                    remark = .notHidden(error.sentence)
                }
            case .cutOff: return try keep(recording, editor)
            }
        }
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

    private func show(
        _ editor: inout Editor, _ recording: borrowing Recording, _ remark: Sentence?,
        _ terminal: borrowing Terminal
    ) throws -> Editor.Ending {
        guard let screen = RawScreen(terminal) else { return .cutOff }
        editor.setTitle(Editor.Labels.title(for: recording))
        let start = editor.withText { $0.changeCount }
        return editor.run(
            on: screen, isToldToEnd: { ProcessGuard.isInterrupted },
            keep: { text, isLineEnd in
                let keeping = recording.keep(
                    text.bytes, change: text.changeCount, isLineEnd: isLineEnd)
                if let remark, text.changeCount == start {
                    return Editor.Status(remark, isAlarm: true)
                }
                return Editor.Status(keeping)
            })
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
                let answer = Self.ask(
                    .lostIfYouStop, [.backToPassphrase, .throwAwayAndStop], on: screen)
                if answer != 0 { throw error }
            }
        }
    }

    private func keep(
        _ recording: borrowing Recording, _ editor: borrowing Editor
    ) throws -> Outcome {
        guard hasDraft else {
            throw VaultError(.interrupted, "lost", .lost)
        }
        do {
            try editor.withText { try recording.save($0.bytes) }
        } catch let error as VaultError {
            throw VaultError(error.kind, "lastNotKept", .lastNotKept(error.sentence))
        }
        return .kept(recording.id)
    }

    private enum Stopping { case goOn, keep, discard }

    private func askToStop(
        _ editor: borrowing Editor, _ terminal: borrowing Terminal
    ) throws -> Stopping {
        guard let screen = RawScreen(terminal) else { return .keep }
        let letters = editor.withText { SealedAccount.letterCount($0.bytes) }
        let answers: [Sentence] =
            [.goOnTyping] + (hasDraft ? [.keepAndStop] : []) + [.throwAway]
        guard let answer = Self.ask(.whatOfText(letters: letters), answers, on: screen)
        else { return .keep }
        if answer == 0 { return .goOn }
        if hasDraft, answer == 1 { return .keep }
        let sure = Self.ask(
            .throwAwayForGood(letters: letters), [.noGoOnTyping, .yesThrowAway], on: screen)
        return sure == 1 ? .discard : sure == nil ? .keep : .goOn
    }

    /// The answer's index; nil where the terminal is gone or the program is told to end.
    private static func ask(
        _ question: Sentence, _ answers: [Sentence], on screen: borrowing RawScreen
    ) -> Int? {
        Menu(question, answers)
            .ask(on: screen, isToldToEnd: { ProcessGuard.isInterrupted })
    }

    /// Seals; nil where it could not be, and the person goes on: then `remark` says why.
    private func seal(
        _ recording: inout Recording, _ editor: borrowing Editor,
        _ terminal: borrowing Terminal, _ remark: inout Sentence?
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
            remark = .notSealed(error.sentence, hint: error.hint)
            return nil
        }
    }
}
