import SystemPackage
import Terminal
import TestimonyVault

/// Attached files that are gone or other ones by now: what to do about each.
struct AttachmentQuestions {
    private let changed: [(file: DraftAttachment, problem: VaultError)]

    /// Checks a file as those that are attached from the start are.
    private let check: (FilePath) throws -> Void

    init(
        _ changed: [(file: DraftAttachment, problem: VaultError)],
        check: @escaping (FilePath) throws -> Void
    ) {
        self.changed = changed
        self.check = check
    }

    /// Asks about each file.
    ///
    /// - Throws: ``VaultError`` where the person goes back to the text.
    func settle(_ recording: inout Recording, _ terminal: borrowing Terminal) throws {
        for (file, problem) in changed {
            switch try ask(problem, terminal) {
            case 1:
                try recording.replace(file, with: file.path)
            case 2:
                guard let path = try place(terminal) else { throw problem }
                try check(path)
                try recording.replace(file, with: path)
            case 3: recording.detach(file)
            default: throw problem
            }
        }
    }

    /// Where the file is now; nil where the person goes back.
    private func place(_ terminal: borrowing Terminal) throws -> FilePath? {
        // On a screen of its own, where Ctrl-C goes back rather than ends the program.
        guard let screen = RawScreen(terminal) else { throw VaultError.interrupted }
        defer { extendLifetime(screen) }
        return terminal.ask("Where is it? ").flatMap { TypedPath.path(in: $0)?.absolute }
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
