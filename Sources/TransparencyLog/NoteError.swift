/// Why a note, a key or what stands in them was not accepted.
///
/// Damage and forgery are told apart: what cannot be read is *malformed*, what reads well and was
/// not signed by this key is *forged*, and what this key never signed is *not signed*.
public enum NoteError: Error, Hashable, Sendable {
    /// More bytes than the reader allows.
    case tooLarge(byteLimit: Int)
    /// Not a signed note: not UTF-8, control characters, no blank line, or no signature lines.
    case malformedNote
    /// A signature line that is not one; the first signature is number 1.
    case malformedSignature(number: Int)
    /// Two signatures with the same key name and key id.
    case repeatedSignature(by: String)
    /// More signatures than a note may have here.
    case tooManySignatures(limit: Int)
    /// Not a verifier key, or one whose id is not that of its name and key.
    case malformedKey
    /// A verifier key of a signature type that is not supported.
    case unsupportedKey(type: UInt8)
    /// A key whose type does not make this kind of signature.
    case unsuitableKey(of: String)
    /// Not the text of a checkpoint.
    case malformedCheckpoint
    /// Not a proof that an entry is in a log.
    case malformedProof
    /// A checkpoint of another log than the key's.
    case wrongOrigin(wanted: String)
    /// The text is of another kind or version; its first line would have to be this one.
    case wrongKind(wanted: String)
    /// A line of the text, from 1, is not the one that belongs there. Nothing is `wanted` where the
    /// text should have ended.
    case unexpectedLine(number: Int, wanted: String?)
    /// A line has its key, and a value that cannot be.
    case malformedValue(of: String)
    /// A line that must be understood has a key that is not known here: a later version made it.
    case needsNewer(String)
    /// There is no signature by this key.
    case notSigned(by: String)
    /// There is a signature that claims to be by this key, and is not over this text.
    case forged(by: String)
}
