import SafeSodium
import Testing

@testable import TransparencyLog

/// Keys and notes for tests. The example of C2SP signed-note.md is copied from there; the
/// cosigned checkpoint was made with OpenSSL and Python from seeds of 32 times 7 and 8.
enum Samples {
    static let specificationKey =
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let specificationNote = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """

    static let logKey = "example.org/log+5e2cef00+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
    static let witnessKey =
        "witness.example.org/w+a04f35ce+BBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK"
    static let cosignedCheckpoint = """
        example.org/log
        42
        SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=

        — example.org/log XizvADWVwa6SYhnhgwupq7yjtMkBli3a0PzitxHTkIaUQiOoUZsF9Ahj/cs1mu+DUl3qPrmOTXCzypg2G5U8ifGcQAM=
        — witness.example.org/w oE81zgAAAABlU/EAErykav1LKrabu0kme/fTYFq4+xe3cwAzUHqVTTmqrtARoBNEmD4OWZLJOb37QZ0kBCxykEc7ECghuvpvCJ84Dg==

        """

    static func key(_ byte: UInt8) -> SigningKey {
        SigningKey(seed: SecretBytes(copying: [UInt8](repeating: byte, count: 32).span))
    }

    static func note(_ text: String) throws -> SignedNote {
        try SignedNote(parsing: Array(text.utf8), limit: 100_000)
    }
}
