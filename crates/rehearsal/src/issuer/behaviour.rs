//! How the issuer departs from a well-behaved Okta, for trying what a relying party does then.

/// Switches for each way to differ. The default is Okta at its best.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// Profile claims come by userinfo alone, as with some of Okta's "thin" ID tokens.
    pub slim_id_token: bool,
    /// RFC 9207: discovery promises the `iss` parameter, and the callback carries it.
    pub names_itself_at_callback: bool,
    /// A code may be redeemed again and again.
    pub redeems_codes_again: bool,
    /// What is wrong with every ID token.
    pub id_token: Option<IdTokenFlaw>,
    /// What is wrong with the way back to the application.
    pub callback: Option<CallbackFlaw>,
    /// What is wrong with the discovery document.
    pub discovery: Option<DiscoveryFlaw>,
    /// Whom userinfo speaks of instead: a `sub`, or none at all where it is empty.
    pub userinfo_subject: Option<String>,
    /// An endpoint that gives something else than it should.
    pub answer: Option<(Endpoint, AnswerFlaw)>,
}

/// What a relying party asks for by itself, without the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `/.well-known/openid-configuration`
    Discovery,
    /// `/v1/keys`
    Keys,
    /// `/v1/token`
    Token,
    /// `/v1/userinfo`
    Userinfo,
    /// Where [`AnswerFlaw::Redirect`] leads. A relying party that asks here has followed a redirect.
    Elsewhere,
}

/// An answer that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFlaw {
    /// The request is taken, and nothing is ever answered.
    Silence,
    /// The answer begins, and then comes byte by byte without an end.
    Drip,
    /// A web page, status 200.
    Page,
    /// 10 MB of JSON.
    Endless,
    /// A redirect to [`Endpoint::Elsewhere`].
    Redirect,
    /// Status 500 with a stack trace.
    Fault,
}

/// Something wrong with an ID token. Everything else in it is right, so that nothing but this can be why it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdTokenFlaw {
    /// A nonce that nobody asked for.
    NonceOther,
    /// No nonce.
    NonceMissing,
    /// The nonce of the sign-in before this one.
    NonceReplayed,
    /// `iss` is another issuer.
    IssuerOther,
    /// `iss` is the Issuer URL with a slash at its end.
    IssuerWithSlash,
    /// `aud` is another application.
    AudienceOther,
    /// `aud` has this application and others, and there is no `azp`.
    AudiencesWithoutAzp,
    /// The same, and `azp` is another application.
    AudiencesWithOtherAzp,
    /// `aud` is this application, `azp` another.
    AzpOther,
    /// `exp` was so many seconds ago.
    ExpiredSince(i64),
    /// `nbf` comes in so many seconds.
    ValidIn(i64),
    /// `iat` comes in so many seconds.
    IssuedIn(i64),
    /// `iat` was so many seconds ago.
    IssuedSince(i64),
    /// `alg: none`, and no signature.
    AlgNone,
    /// `alg: RS256`, and no signature.
    SignatureMissing,
    /// `alg: HS256`, keyed with the public key in PEM.
    Hs256WithPublicKey,
    /// Signed by another key than the one that it names.
    SignedByAnotherKey,
    /// Signed by another key, which stands in its own header (RFC 7515, section 4.1.3).
    KeyInHeader,
    /// It names a key that the issuer does not publish.
    KeyUnknown,
    /// It names no key, and the issuer publishes two.
    KeyUnnamed,
    /// The claims were changed after they had been signed.
    ChangedAfterSigning,
    /// `at_hash` is that of another access token.
    AtHashOther,
    /// No `sub`.
    SubjectMissing,
    /// `sub` is empty.
    SubjectEmpty,
    /// `sub` is a number.
    SubjectNumber,
    /// `sub` has 256 letters.
    SubjectTooLong,
    /// What should be an ID token is none.
    NoToken,
    /// There is none at all.
    Absent,
}

/// Something wrong with the address that the browser is sent back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackFlaw {
    /// Another `state`.
    StateOther,
    /// No `state`.
    StateMissing,
    /// `state` twice.
    StateTwice,
    /// `code` twice, the right one first.
    CodeTwice,
    /// No `code`, and no refusal.
    CodeMissing,
    /// A code that was never issued.
    CodeOther,
    /// `iss` is another issuer.
    IssOther,
    /// No `iss`, whatever discovery promised.
    IssMissing,
    /// A refusal whose words are markup.
    RefusalInMarkup,
    /// A refusal beside the code.
    RefusalBesideCode,
    /// 20,000 letters more than there should be.
    Endless,
    /// `response_mode=form_post`, although nobody asked for it.
    ByForm,
    /// `response_mode=fragment`, although nobody asked for it.
    InFragment,
}

/// Something wrong with the discovery document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiscoveryFlaw {
    /// `issuer` is another one.
    IssuerOther,
    /// `issuer` is the Issuer URL with a slash at its end.
    IssuerWithSlash,
    /// The token endpoint has this address.
    TokenEndpointAt(String),
    /// The keys have this address.
    KeysAt(String),
    /// Browsers are sent to this address.
    AuthorizationEndpointAt(String),
    /// PKCE is offered with `plain` only.
    PlainPkceOnly,
}
