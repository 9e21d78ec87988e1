import Statements
import Terminal
import TestimonyVault

/// What to do with the drafts that wait.
struct DraftChoice {
    enum Answer {
        case goOn(ObjectID), seal(ObjectID), discard(ObjectID), begin
    }

    private let drafts: [DraftSummary]
    private static let mostShown = 8

    init(_ drafts: [DraftSummary]) {
        self.drafts = drafts
    }

    /// Asks; `begin` without a question where there is none.
    ///
    /// - Throws: ``VaultError/interrupted``.
    func ask(on terminal: borrowing Terminal) throws -> Answer {
        guard !drafts.isEmpty else { return .begin }
        guard let screen = RawScreen(terminal) else { throw VaultError.interrupted }
        while true {
            guard let draft = try choose(on: screen) else { return .begin }
            let answer = try Self.answer(
                screen,
                "A draft waits, which was not sealed: \(Self.describe(draft)). What shall become of it?",
                [
                    "go on typing", "seal it as it stands", "throw it away",
                    drafts.count > 1 ? "go back" : "leave it, and begin a new account",
                ])
            switch answer {
            case 0: return .goOn(draft.id)
            case 1: return .seal(draft.id)
            case 2:
                if try Self.answer(
                    screen, "Throw it away for good: \(Self.describe(draft))?",
                    ["no", "yes, throw it away"]) == 1
                {
                    return .discard(draft.id)
                }
            default: if drafts.count == 1 { return .begin }
            }
        }
    }

    private func choose(on screen: borrowing RawScreen) throws -> DraftSummary? {
        guard drafts.count > 1 else { return drafts.first }
        let shown = drafts.prefix(Self.mostShown)
        let more =
            drafts.count > Self.mostShown
            ? " These are the \(Self.mostShown) oldest of \(drafts.count)." : ""
        let answer = try Self.answer(
            screen, "Drafts wait, which were not sealed.\(more) Which one?",
            shown.map { Self.describe($0) } + ["none: begin a new account"])
        return shown.indices.contains(answer) ? shown[answer] : nil
    }

    private static func answer(
        _ screen: borrowing RawScreen, _ text: String, _ answers: [String]
    ) throws -> Int {
        let answer = Menu(text, answers).ask(on: screen) { ProcessGuard.isInterrupted }
        guard let answer else { throw VaultError.interrupted }
        return answer
    }

    /// `begun 2026-11-28T19:01:55Z, 1234 letters, 1 attachment`.
    ///
    /// - Parameter showsID: whether the first digits of the id stand before it.
    static func describe(_ draft: DraftSummary, showsID: Bool = true) -> String {
        if draft.isHeld { return "open in another window" }
        if let damage = draft.damage { return "damaged: \(damage)" }
        let id = showsID ? "\(draft.id.hex.prefix(4))…, " : ""
        let files = draft.attachmentCount ?? 0
        return "\(id)begun \(draft.begun ?? "?"), "
            + count(draft.letterCount ?? 0, "letter", "letters")
            + (files > 0 ? ", \(count(files, "attachment", "attachments"))" : "")
    }
}
