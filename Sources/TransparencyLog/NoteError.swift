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
    /// There is no signature by this key.
    case notSigned(by: String)
    /// There is a signature that claims to be by this key, and is not over this text.
    case forged(by: String)
}

extension NoteError: CustomStringConvertible {
    /// What is wrong, in a few words. It repeats names and keys, and no other contents.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "the note is larger than \(limit) bytes"
        case .malformedNote: "this is not a signed note"
        case .malformedSignature(let number): "signature \(number) is malformed"
        case .repeatedSignature(let name): "there are two signatures by the same key of \(name)"
        case .tooManySignatures(let limit): "the note has more than \(limit) signatures"
        case .malformedKey: "this is not a verifier key"
        case .unsupportedKey(let type): "verifier keys of type \(type) are not supported"
        case .unsuitableKey(let name): "the key of \(name) is of another type"
        case .malformedCheckpoint: "this is not a checkpoint"
        case .malformedProof: "this is not a proof that an entry is in a log"
        case .wrongOrigin(let wanted): "the checkpoint is of another log than \(wanted)"
        case .wrongKind(let wanted): "the note is not of the kind \(wanted)"
        case .unexpectedLine(let number, let wanted?): "line \(number) is not `\(wanted)`"
        case .unexpectedLine(let number, nil): "line \(number) does not belong there"
        case .malformedValue(let key): "the value of `\(key)` is malformed"
        case .notSigned(let name): "there is no signature by \(name)"
        case .forged(let name): "the signature by \(name) is not over this text"
        }
    }
}
