import Statements
import TestimonyVault
import Words

extension DraftSummary {
    /// What it is, as in `begun 2026-11-28T19:01:55Z, 1234 letters, 1 attachment`.
    ///
    /// - Parameter showsID: whether the first digits of the id stand before it.
    func words(showsID: Bool) -> Sentence {
        if isHeld { return .draftIsHeld }
        if let damage { return .draftIsDamaged(damage.sentence) }
        return .draft(
            showsID ? String(id.hex.prefix(4)) : nil, begun: begun ?? Sentence.unknown.text(),
            letters: letterCount ?? 0, attachments: attachmentCount ?? 0)
    }
}
