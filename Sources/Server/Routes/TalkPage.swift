import Transport
import Wire

/// The talk page and its modules: part of the program, without data, under a strict Content-Security-Policy.
enum TalkPage {
    private static let files: [(path: String, type: HTTPFieldValue, body: [UInt8])] = [
        ("/talk", "text/html; charset=utf-8", PackageResources.talk_html),
        ("/talk/talk.css", "text/css; charset=utf-8", PackageResources.talk_css),
        ("/talk/talk.js", "text/javascript; charset=utf-8", PackageResources.talk_js),
        ("/talk/call.js", "text/javascript; charset=utf-8", PackageResources.call_js),
        ("/talk/audio.js", "text/javascript; charset=utf-8", PackageResources.audio_js),
        ("/talk/capture.js", "text/javascript; charset=utf-8", PackageResources.capture_js),
        ("/talk/playback.js", "text/javascript; charset=utf-8", PackageResources.playback_js),
        ("/talk/view.js", "text/javascript; charset=utf-8", PackageResources.view_js),
    ]

    /// Only our own files and our own WebSocket; nothing inline, nothing framed.
    private static let policy: HTTPFieldValue =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    static let routes: [Router.Route] = files.map { file in
        Router.Route(method: .get, path: file.path, access: .open) { _, _, _, _ in
            .response(
                HTTPResponse(
                    status: 200,
                    headers: [
                        .contentType: file.type, .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
                        .referrerPolicy: "no-referrer", .permissionsPolicy: "microphone=(self)",
                        .cacheControl: "no-cache",
                        .crossOriginOpenerPolicy: "same-origin", .strictTransportSecurity: "max-age=31536000",
                    ], body: file.body))
        }
    }
}
