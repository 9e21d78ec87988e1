public import Outside
public import SystemPackage
public import VaultStore

/// Why a proof cannot be made, or does not hold.
public enum ProofReason: Reason {
    /// No journal here names such an object; so many entries of this vault's own were forgotten.
    case notNamed(String, forgottenCount: UInt64)
    /// More than one object begins so.
    case ambiguous(String, count: Int)
    /// The journal has no signed head that covers the entry.
    case noHead
    /// The journal contradicts itself, and nobody had cosigned the entry before.
    case fault(LogFault)

    /// It is no proof, or one of its parts is malformed or does not belong to the others.
    case malformed
    /// The card of the device is needed whose journal it is.
    case cardNeeded(device: String)
    /// Its checkpoint is too long.
    case checkpointTooLong
    /// Its first signature is not the device's.
    case otherSignature
    /// A signature on its checkpoint does not hold.
    case wrongSignature
    /// It does not bring its entry.
    case noEntry
    /// Its entry names no sealed object.
    case noObject
    /// Its entry is not in the journal at that place.
    case notIncluded
    /// A coordinator signed it after the year 9999.
    case timeTooLate(by: String)
    /// Only a later version knows what a line of it means.
    case needsNewer(String)
    /// What is to be shown is more than evidence takes.
    case evidenceTooLarge
    /// There is no such paragraph or attachment: so many there are.
    case noSuchPart(Int, count: Int)
    /// The note is not the one that the entry names, or not by the device.
    case otherNote
    /// A part is not one of those that were sealed.
    case otherPart(String)
    /// A file is none of the originals that the parts name; this is the file's SHA-256.
    case otherOriginal(FilePath, sha256: String)
    /// A file is not the object that the proof is for; this is the file's SHA-256.
    case otherObject(FilePath, sha256: String)

    /// What came is not right.
    public var kind: VaultError.Kind { .refused }
}
