/// What kind of file something probably is, guessed from its name. For people; nothing depends on
/// it.
package enum MediaType {
    private static let byEnding = [
        "txt": "text/plain", "pdf": "application/pdf",
        "odt": "application/vnd.oasis.opendocument.text",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
        "webp": "image/webp", "heic": "image/heic", "svg": "image/svg+xml",
        "xpm": "image/x-xpixmap",
        "wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg", "opus": "audio/opus",
        "oga": "audio/ogg", "m4a": "audio/mp4", "amr": "audio/amr", "flac": "audio/flac",
        "mp4": "video/mp4", "mov": "video/quicktime", "3gp": "video/3gpp", "webm": "video/webm",
        "mkv": "video/x-matroska", "avi": "video/x-msvideo",
    ]

    package static func guess(fromName name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        let ending = name[name.index(after: dot)...].lowercased()
        return byEnding[ending] ?? "application/octet-stream"
    }
}
