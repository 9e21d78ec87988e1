import SystemPackage
import Terminal
import TestimonyVault

/// Attached files that are gone or other ones by now: what to do about each.
struct AttachmentQuestions {
    private let changed: [(file: DraftAttachment, problem: VaultError)]

    init(_ changed: [(file: DraftAttachment, problem: VaultError)]) {
        self.changed = changed
    }

    /// Asks about each file.
    ///
    /// - Throws: ``VaultError`` where the person goes back to the text.
    func settle(_ recording: inout Recording, _ terminal: borrowing Terminal) throws {
        for (file, problem) in changed {
            switch try ask(problem, terminal) {
            case 1:
                do {
                    try recording.replace(file, with: file.path)
                } catch {
                    throw error
                }
            case 2:
                guard let typed = terminal.ask("Where is it? "),
                    let path = TypedPath.path(in: typed)
                else { throw problem }
                try recording.replace(file, with: path.absolute)
            case 3: recording.detach(file)
            default: throw problem
            }
        }
    }

    private func ask(_ problem: VaultError, _ terminal: borrowing Terminal) throws -> Int {
        guard let screen = RawScreen(terminal) else { throw VaultError.interrupted }
        let answer = Menu(
            "An attached file is not as it was. \(problem.message)",
            [
                "go back to the text", "attach it as it is now", "it is at another place",
                "seal without it",
            ]
        ).ask(on: screen) { ProcessGuard.isInterrupted }
        guard let answer else { throw VaultError.interrupted }
        return answer
    }
}
