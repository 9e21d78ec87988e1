import Terminal
import TestimonyVault
import Words

extension Editor.Labels {
    /// What stands around an account.
    init(for recording: borrowing Recording) {
        self.init(
            title: Self.title(for: recording), help: Sentence.editorKeys.text(),
            full: Sentence.editorFull.text(), notUTF8: Sentence.editorNotUTF8.text())
    }

    /// For whom the account is, and what is attached.
    static func title(for recording: borrowing Recording) -> String {
        Sentence.editorTitle(
            for: recording.recipients, attached: recording.attachments.map(\.name)
        ).text()
    }
}

extension Editor.Status {
    /// Whether the account is kept.
    init(_ keeping: Recording.Keeping) {
        switch keeping {
        case .saved: self.init(.editorSaved)
        case .saving: self.init(.editorSaving)
        case .failing(let error): self.init(.notKept(error.sentence), isAlarm: true)
        case .off: self.init(.editorNoDraft)
        }
    }
}

extension Sentence {
    /// Attached files that are gone or other ones by now, before somebody types on; nil where there are none.
    static func remark(on recording: borrowing Recording) -> Sentence? {
        let changed = recording.changedAttachments
        return changed.first.map {
            .attachmentChanged($0.problem.sentence, more: changed.count - 1)
        }
    }
}
