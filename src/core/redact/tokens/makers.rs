//! The prefixes that makers of services give to their tokens.

use super::{
    Body,
    Body::{Base64, Hex, Plain, Random, Word},
    Family,
};
use crate::core::redact::Class;

const fn token(body: Body, least: usize, prefixes: &'static [&'static str]) -> Family {
    Family { class: Class::Token, body, least, prefixes }
}

const fn key(body: Body, least: usize, prefixes: &'static [&'static str]) -> Family {
    Family { class: Class::Key, body, least, prefixes }
}

/// A prefix that another begins with stands behind it.
#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    // Slack, Tailscale, Heroku.
    token(Word, 10, &[
        "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxc-", "xoxd-", "xoxe-", "xoxe.", "xapp-", "xwfp-",
        "tskey-", "HRKU-",
    ]),
    // Forges, registries and runners of builds.
    token(Word, 16, &[
        "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-", "glagent-", "gloas-", "glffct-",
        "glwt-", "GR1348941", "dckr_pat_", "dckr_oat_", "rubygems_", "CLOJARS_", "CCIPAT_", "CCIPRJ_", "bkua_",
        "bkct_", "sgp_", "sha256~", "pnu_", "pul-", "nfp_", "nfc_", "nfo_", "nfu_", "ATATT3", "ATCTT3", "ATBB",
        "ATOA", "glb_", "sm_pat_", "sm_aat_", "sm_sat_", "glrtr-", "cfut_", "cfat_", "kpat_", "spat_", "slk_", "sgd_", "ovsxat_", "packagist_", "mka_", "bkaj_", "csa_",
        "SWMKEY-1-", "crsr_", "pnb_", "tss_", "vtwn_", "polar_",
    ]),
    // Clouds, stores of secrets, and what watches over servers.
    token(Word, 16, &[
        "hvs.", "hvb.", "hvr.", "glc_", "glsa_", "sntrys_", "sntryu_", "sntrya_", "sntryi_", "dop_v1_", "doo_v1_",
        "dor_v1_", "dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit.", "pscale_tkn_", "pscale_pw_",
        "pscale_oauth_", "pscale_app_", "ya29.", "GOCSPX-", "dt0c01.", "dt0s01.", "dt0s02.", "dt0s08.", "dt0s16.",
        "essu_", "phx_", "phs_", "phc_", "NRII-", "NRAA-", "NRIQ-", "NRBR-", "NRJS-", "sb_secret_", "napi_", "bws.",
        "infisical_", "flyv1", "fo1_", "fm1_", "fm2_", "ory_at_", "ory_rt_", "ory_ac_", "ory_pat_", "ops_ey",
        "gAAAAA", "snyk_", "tfr_", "akv_", "xaat-", "xapt-", "hcaik_", "hcalk_", "hcxik_", "hcxlk_", "hcbik_", "hcblk_", "mdb_sa_sk_", "CCDB1_",
        "ptr_", "rootly_", "pdus+", "pdeu+", "ddapp_", "tsec_", "pts_", "hawk.", "endr+", "da2-", "wandb_v1_", "rpa_", "unkey_", "zpka_",
        "permit_key_", "retool_", "ucat_", "BBUS-", "BBFF-", "samsara_api_", "spu-",
    ]),
    // Shops, desks, mail and models.
    token(Word, 16, &[
        "lin_api_", "lin_oauth_", "figd_", "figo_", "figu_", "shpat_", "shpca_", "shppa_", "shpss_", "shpua_",
        "sq0atp-", "sq0csp-", "sq0idp-", "PMAK-", "PMAT-", "CFPAT-", "tfp_", "rdme_", "access_token$production$",
        "access_token$sandbox$", "shippo_live_", "shippo_test_", "duffel_live_", "duffel_test_", "FLWSECK-",
        "FLWSECK_TEST-", "fio-u-", "ico-", "xkeysib-", "xsmtpsib-", "pat-na1-", "pat-eu1-", "nvapi-", "tvly-",
        "jina_", "pcsk_", "apify_api_", "lsv2_pt_", "lsv2_sk_", "r8_", "tgp_v1_", "whsec_", "cal_live_", "waka_",
        "access-production-", "access-sandbox-", "access-development-", "MLSN.", "mlsn.", "patA", "dnkey-", "sk_us_", "tk-us-", "amzn.mws.", "amzn1.oa2-cs.v1.", "os_v2_app_", "os_v2_org_", "s-s4t2ud-", "u-s4t2ud-", "lip_", "lio_",
        "pdl_live_", "pdl_sdbx_", "persona_production_", "persona_sandbox_", "api_live.", "api_sandbox.", "Mid-server-", "cnvca", "sk_org_",
        "secret-token:", "p8e-", "AQ.Ab8", "cfsk_ma_", "APP_USR-", "aact_",
    ]),
    token(Word, 20, &[
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "npm_", "pypi-", "hf_", "api_org_", "sbp_", "squ_",
        "sqp_", "sqa_",
    ]),
    token(Word, 30, &["ntn_", "gsk_", "xai-", "ops_", "AKCp", "cmVmdGtu", "pplx-", "1//0", "AQE", "dapi", "EAAA"]),
    token(Word, 40, &["pat.", "sat.", "EAAG", "EAAC", "y0_", "1000."]),
    // Prefixes that also begin common words.
    token(Random, 20, &["re_", "rnd_", "vcp_", "vci_", "vca_", "vercel_", "fw_", "EZAK", "EZTK", "sl.", "aio_", "ddp_", "ddo_", "ion_", "flp_", "tr_", "m0-", "md-", "ls__", "lm_", "vcr_", "vck_", "ak-", "as-"]),
    token(Random, 22, &["s.", "secret_", "cio", "st.", "t1.", "live_", "test_"]),
    token(Plain, 40, &["oy2", "csk-"]),
    token(Hex, 40, &["depot_org_", "depot_project_", "dtn_"]),
    token(Word, 60, &["TEST-"]),
    token(Random, 36, &["pa-", "secret-", "cflt"]),
    token(Plain, 30, &["oauth:", "NF-"]),
    key(Plain, 24, &["API-", "EXO"]),
    key(Plain, 17, &["SCW", "skey_"]),
    key(Base64, 60, &["ABSK", "bedrock-api-key-"]),
    // Amazon's session tokens.
    token(Base64, 60, &["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "AgoJb3JpZ2lu", "AQoDYXdz", "k8s-aws-v1."]),
    // Amazon, Alibaba, Tencent, Yandex, Stripe, New Relic.
    key(Plain, 16, &["AKIA", "ASIA", "ABIA", "ACCA", "LTAI", "AKID", "YCAJ", "NRAK-", "GOOG1", "AKLT"]),
    key(Word, 30, &["AQVN"]),
    key(Word, 16, &[
        "sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_", "AGE-SECRET-KEY-1", "AGE-PLUGIN-",
        "AGE-SECRET-KEY-PQ-1",
    ]),
    key(Word, 20, &["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-ant-", "sk-or-v1-", "sk-lf-", "sk-"]),
    key(Word, 30, &["AIza", "SG."]),
    key(Hex, 32, &["SK", "key-", "AC", "sk_", "key_", "e2b_", "fc-", "cu_", "bb_", "live_", "test_"]),
];
