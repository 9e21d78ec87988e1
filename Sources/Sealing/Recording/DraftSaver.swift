import AtRest
import Dispatch
import DurableFiles
import Outside
import SafeSodium
import Synchronization
import SystemPackage
import VaultStore

/// Saves a draft again and again on a thread of its own, so that a slow disk never stops the typing.
///
/// A class, because the thread that types and the one that saves share it.
final class DraftSaver: Sendable {
    private struct State {
        /// The change that was handed over last, and the one that is durable.
        var offered: UInt64 = 0
        var saved: UInt64 = 0
        /// When the first change was made that was not handed over.
        var waitingSince: ContinuousClock.Instant?
        var isBusy = false
        var failure: VaultError?
    }

    private let draft: Draft
    private let files: Files
    /// Room that is given up before what is typed is.
    private let reserve: FilePath
    private let beginning: DraftBeginning
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "draft")

    /// What is typed is handed over after so long at the latest, or with the end of a line.
    private static let patience = Duration.milliseconds(500)

    init(_ draft: Draft, _ files: Files, reserve: FilePath, _ beginning: DraftBeginning) {
        self.draft = draft
        self.files = files
        self.reserve = reserve
        self.beginning = beginning
    }

    /// Told of the text as it is; to be called several times a second. Saves it where that is due, and the save before
    /// has come to its end.
    ///
    /// - Parameters:
    ///   - change: a number that grows with every change.
    ///   - isDue: whether to save at once, as at the end of a line.
    func note(
        _ text: Span<UInt8>, _ attachments: [DraftAttachment], change: UInt64, isDue: Bool
    ) -> Recording.Keeping {
        let isDue = state.withLock { state in
            guard change > state.offered else { return false }
            let now = ContinuousClock.now
            let since = state.waitingSince ?? now
            state.waitingSince = since
            guard !state.isBusy, isDue || now - since >= Self.patience else { return false }
            state.offered = change
            state.waitingSince = nil
            state.isBusy = true
            return true
        }
        if isDue {
            let contents = Mutex<SecretBytes?>(encode(text, attachments))
            queue.async { [self] in
                guard let contents = contents.withLock({ $0.take() }) else { return }
                finish(change, save(contents))
            }
        }
        return state.withLock { state in
            if let failure = state.failure { return .failing(failure) }
            return state.saved >= change ? .saved : .saving
        }
    }

    /// Saves the text now, and waits for it.
    func saveNow(_ text: Span<UInt8>, _ attachments: [DraftAttachment]) throws(VaultError) {
        let contents = encode(text, attachments)
        queue.sync {}
        if let failure = save(contents) { throw failure }
        state.withLock { $0.failure = nil }
    }

    /// Destroys the draft, after the save that is under way.
    func destroy() throws(VaultError) {
        queue.sync {}
        do {
            try draft.destroy()
        } catch {
            throw VaultError(wrapping: error)
        }
    }

    private func encode(_ text: Span<UInt8>, _ attachments: [DraftAttachment]) -> SecretBytes {
        DraftContents.encode(beginning, attachments: attachments, text: text)
    }

    private func save(_ contents: borrowing SecretBytes) -> VaultError? {
        do throws(AtRestError) {
            do throws(AtRestError) {
                try draft.save(contents.bytes)
            } catch {
                guard case .file(let file) = error, file.errno == .noSpace else { throw error }
                // What is typed is worth more than room for later.
                try? files.remove(reserve)
                try draft.save(contents.bytes)
            }
            return nil
        } catch {
            return VaultError(wrapping: error)
        }
    }

    private func finish(_ change: UInt64, _ failure: VaultError?) {
        state.withLock { state in
            state.isBusy = false
            state.failure = failure
            if failure == nil {
                state.saved = change
            } else {
                // It is tried again, with whatever the text is by then.
                state.offered = state.saved
            }
        }
    }
}
