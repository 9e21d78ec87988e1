/// What a person does at a keyboard.
package enum Key: Hashable, Sendable {
    /// A character of text; a line end as `"\n"`.
    case text(Unicode.Scalar)
    case enter
    case backspace, delete
    case deleteWord
    case left, right, up, down
    case wordLeft, wordRight
    case home, end
    case pageUp, pageDown
    case textStart, textEnd
    /// A letter with Ctrl, as `c`.
    case control(Character)
    /// A function key.
    case function(Int)
    case pasteStart, pasteEnd
    case escape
    /// Bytes that are not text, and not a key that is known.
    case unknown
}
