import Statements
import Terminal
import TestimonyVault

/// An account that was typed and is sealed now, and what to say about it.
struct SealedAccount {
    let sealed: SealedTestimony

    static func seal(
        _ recording: inout Recording, _ text: borrowing TypedText
    ) throws -> SealedAccount {
        SealedAccount(sealed: try recording.seal(text.bytes))
    }

    /// How many letters a text has, marks and joiners not counted.
    static func letterCount(_ bytes: Span<UInt8>) -> Int {
        let text = TypedText(bytes)
        var count = 0
        var offset = 0
        while offset < text.byteCount {
            offset = text.letterEnd(offset)
            count += 1
        }
        return count
    }

    /// The id alone on standard output; the rest in words beside it.
    func report(_ global: GlobalOptions) {
        var summary = SealSummary()
        summary.add(sealed)
        if !global.quiet, !global.json { summary.say() }
        global.json ? Report.json(sealed) : Report.data(sealed.id.hex)
    }
}
