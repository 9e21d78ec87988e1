/// Names of files that came from elsewhere, made harmless.
package enum FileNames {
    /// A name under which a file can be made in a folder: no path, nothing hidden, nothing that a
    /// shell, a file manager or another system takes for something else, at most 120 bytes, and not
    /// one of `taken` (compared without case, as FAT does).
    package static func clean(_ name: String, avoiding taken: inout Set<String>) -> String {
        var cleaned = ""
        for character in name.unicodeScalars {
            switch character.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                continue
            case .spaceSeparator: cleaned.unicodeScalars.append(" ")
            default:
                let isUnsafe = "/\\:*?\"<>|".unicodeScalars.contains(character)
                cleaned.unicodeScalars.append(isUnsafe ? "_" : character)
            }
        }
        cleaned = trimmed(cleaned)
        if cleaned.isEmpty { cleaned = "file" }

        let device = cleaned.unicodeScalars.prefix { $0 != "." }
        if reserved.contains(trimmedEnd(String(device)).lowercased()) { cleaned = "_" + cleaned }

        var (stem, ending) = split(cleaned)
        while stem.utf8.count > 100 { stem.unicodeScalars.removeLast() }
        while ending.utf8.count > 12 { ending.unicodeScalars.removeLast() }
        ending = ending == "." ? "" : trimmedEnd(ending)
        if ending.isEmpty { stem = trimmedEnd(stem) }

        var candidate = stem + ending
        var number = 2
        while taken.contains(candidate.lowercased()) {
            candidate = "\(stem) (\(number))\(ending)"
            number += 1
        }
        taken.insert(candidate.lowercased())
        return candidate
    }

    /// What a file's own name becomes in a record: as it is, but for bytes that a record does not take (control
    /// characters, and what is not UTF-8), each of which is written as `%` and two digits, and at most the
    /// last 255 bytes.
    package static func forRecord(_ name: [UInt8]) -> String {
        var kept = String.UnicodeScalarView()
        if let text = String(validating: name, as: UTF8.self) {
            for scalar in text.unicodeScalars { append(scalar, to: &kept) }
        } else {
            var rest = name[...]
            while !rest.isEmpty {
                if let scalar = firstScalar(of: rest) {
                    append(scalar, to: &kept)
                    rest = rest.dropFirst(UTF8.width(scalar))
                } else {
                    append(rest.removeFirst(), to: &kept)
                }
            }
        }
        while String(kept).utf8.count > 255 { kept.removeFirst() }
        return kept.isEmpty ? "file" : String(kept)
    }

    package static func forRecord(_ name: String) -> String { forRecord(Array(name.utf8)) }

    private static func append(
        _ scalar: Unicode.Scalar, to kept: inout String.UnicodeScalarView
    ) {
        if scalar.properties.generalCategory == .control || scalar == "/" {
            for byte in UTF8.encode(scalar) ?? .init() { append(byte, to: &kept) }
        } else {
            kept.append(scalar)
        }
    }

    private static func append(_ byte: UInt8, to kept: inout String.UnicodeScalarView) {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        kept += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func firstScalar(of bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        for count in 1...min(4, bytes.count) {
            if let text = String(validating: bytes.prefix(count), as: UTF8.self) {
                return text.unicodeScalars.first
            }
        }
        return nil
    }

    private static func trimmed(_ name: String) -> String {
        let start = name.unicodeScalars.drop {
            ".- ".unicodeScalars.contains($0) || $0.properties.generalCategory == .nonspacingMark
        }
        return trimmedEnd(String(start))
    }

    private static func trimmedEnd(_ name: String) -> String {
        var scalars = name.unicodeScalars
        while let last = scalars.last, last == "." || last == " " { scalars.removeLast() }
        return String(scalars)
    }

    /// The stem, and the ending with its dot.
    private static func split(_ name: String) -> (stem: String, ending: String) {
        let scalars = name.unicodeScalars
        guard let dot = scalars.lastIndex(of: "."), dot != scalars.startIndex else {
            return (name, "")
        }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// Names of devices on systems that take them for devices in any folder.
    private static let reserved: Set<String> = {
        let numbered = (1...9).flatMap { ["com\($0)", "lpt\($0)"] }
        return Set(["con", "prn", "aux", "nul"] + numbered)
    }()
}
